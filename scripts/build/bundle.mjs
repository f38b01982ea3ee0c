// The builds themselves, as settings of Vite.

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import react from '@vitejs/plugin-react'
import { build } from 'vite'
import { parts, preload } from './parts.mjs'
import { root } from './places.mjs'
import { preloadScreens } from './preload-screens.mjs'

// The oldest Node that package.json allows.
const oldestNode = 'node20.19'
// A native module cannot be bundled. All else is: a hundred small files are a third of a second at every start.
const external = ['@duckdb/node-bindings', 'electron']

/** @type {import('vite').InlineConfig} */
const quiet = { configFile: false, publicDir: false, logLevel: 'warn', root }

/** @param {Record<string, string>} entries */
const present = (entries) =>
  Object.fromEntries(
    Object.entries(entries)
      .filter(([, source]) => existsSync(join(root, source)))
      .map(([name, source]) => [name, join(root, source)]),
  )

/** @param {string} outDir */
async function bundleNode(outDir) {
  const input = present(parts.node.entries)
  if (Object.keys(input).length > 0) {
    await build({
      ...quiet,
      build: {
        ssr: true,
        outDir,
        target: oldestNode,
        // Stack traces of a desktop program are read by people.
        minify: false,
        license: { fileName: 'licenses.md' },
        rolldownOptions: {
          input,
          output: { entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
        },
      },
      ssr: { noExternal: true, external },
    })
  }
  if (existsSync(join(root, preload.source))) {
    await build({
      ...quiet,
      build: {
        ssr: true,
        outDir,
        emptyOutDir: false,
        target: oldestNode,
        minify: false,
        rolldownOptions: {
          input: { [preload.name]: join(root, preload.source) },
          output: { format: 'cjs', entryFileNames: '[name].cjs', codeSplitting: false },
        },
      },
      ssr: { noExternal: true, external },
    })
  }
}

/** @param {string} outDir */
async function bundleRenderer(outDir) {
  if (!existsSync(join(root, 'renderer/index.html'))) return
  const publicDir = join(root, 'renderer', 'public')
  await build({
    ...quiet,
    root: join(root, 'renderer'),
    // The same files are served by the desktop's own scheme and over HTTP.
    base: './',
    publicDir: existsSync(publicDir) ? publicDir : false,
    plugins: [react(), preloadScreens()],
    build: {
      outDir: join(outDir, 'renderer'),
      emptyOutDir: true,
      // The content security policy knows no data: addresses.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      sourcemap: false,
      chunkSizeWarningLimit: 2_000,
      license: { fileName: 'licenses.md' },
    },
  })
}

/**
 * Builds one part into a folder. Entries whose source is not there are left out.
 *
 * @param {import('./parts.mjs').PartName} part
 * @param {string} outDir
 */
export const bundle = (part, outDir) => (part === 'node' ? bundleNode(outDir) : bundleRenderer(outDir))
