// dist/ (the production build) -> dist22/ (the same, readable by Electron 22: Node 16, Chromium 108).
// Only for tests; the program itself is never bent for it. Takes a few seconds and is skipped when fresh.

import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { copyFile, mkdir, rm, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { transform } from 'lightningcss'
import { build, parseAst, transformWithOxc } from 'vite'

const here = fileURLToPath(new URL('.', import.meta.url))
const root = join(here, '..', '..')
const dist = join(root, 'dist')
const out = join(root, 'dist22')
const stamp = join(out, '.stamp')

/** @type {import('vite').InlineConfig} */
const quiet = { configFile: false, publicDir: false, logLevel: 'warn', root }

/** @typedef {{ type: string, start: number, end: number, value?: unknown, quasis?: { value: { cooked: string } }[] }} SyntaxNode */

/**
 * An entry that imports the compat files first. What the production file awaits at its top level, it awaits
 * inside a function here: CommonJS has no other place for it.
 *
 * @param {string} entry @param {string[]} files
 * @returns {import('vite').Plugin}
 */
const after = (entry, files) => ({
  name: 'after',
  resolveId: (id) => (id === 'after' ? '\0after' : null),
  load: (id) =>
    id === '\0after'
      ? [...files.map((file) => join(here, file)), entry]
          .map((file) => `import ${JSON.stringify(file)}`)
          .join('\n')
      : null,
  transform(code, id) {
    if (id !== entry || !/^\s*(?:(?:const|let|var) [^\n=]+= *)?await /m.test(code)) return null
    const program = /** @type {{ body: SyntaxNode[] }} */ (/** @type {unknown} */ (parseAst(code)))
    const imports = program.body.filter(({ type }) => type === 'ImportDeclaration')
    const rest = program.body.filter(({ type }) => !/^(Import|Export)/.test(type))
    /** @param {SyntaxNode[]} nodes */
    const text = (nodes) => nodes.map(({ start, end }) => code.slice(start, end)).join('\n')
    return `${text(imports)}\n;(async () => {\n${text(rest)}\n})()`
  },
})

/** @param {string} entry below dist/ @param {string} target @param {string[]} files */
const buildNode = (entry, target, ...files) =>
  build({
    ...quiet,
    plugins: [after(join(dist, entry), files)],
    build: {
      ssr: true,
      outDir: out,
      emptyOutDir: false,
      target,
      minify: false,
      rolldownOptions: {
        input: 'after',
        external: ['electron', /^node:/, /^@duckdb\//, /playwright-core/],
        output: { format: 'cjs', entryFileNames: entry, codeSplitting: false },
      },
    },
    ssr: { noExternal: true, external: ['electron', '@duckdb/node-bindings'] },
  })

/** @param {string} css */
const lower = (css) =>
  transform({
    filename: 'x.css',
    code: Buffer.from(css),
    targets: { chrome: 108 << 16 },
    minify: true,
    errorRecovery: true,
  }).code.toString()

/**
 * AG Grid carries its style sheets as strings, in nested CSS that Chromium 108 cannot read.
 *
 * @param {string} code
 */
function lowerCssStrings(code) {
  /** @type {{ start: number, end: number, text: string }[]} */
  const edits = []
  /** @param {unknown} node */
  const visit = (node) => {
    if (!node || typeof node !== 'object') return
    if (Array.isArray(node)) {
      for (const each of node) visit(each)
      return
    }
    const { type, start, end, value, quasis } = /** @type {SyntaxNode} */ (node)
    const text =
      type === 'Literal'
        ? value
        : type === 'TemplateLiteral' && quasis?.length === 1
          ? quasis[0]?.value.cooked
          : undefined
    if (typeof text === 'string' && /\.ag-[\w-]+[^{}]*\{/.test(text)) {
      edits.push({ start, end, text: JSON.stringify(lower(text)) })
    }
    for (const [key, inner] of Object.entries(node)) if (key !== 'parent') visit(inner)
  }
  visit(parseAst(code))
  let lowered = code
  for (const { start, end, text } of edits.sort((a, b) => b.start - a.start)) {
    lowered = lowered.slice(0, start) + text + lowered.slice(end)
  }
  return lowered
}

/** What the last build made; of the one before, files lie there for programs that still run. */
function filesOfRenderer() {
  /** @type {{ files: string[] }} */
  const { files } = JSON.parse(readFileSync(join(dist, '.renderer.json'), 'utf8'))
  return files.map((file) => file.slice('renderer/'.length))
}

/** File by file, so that the names under which they load each other stay as they are. */
async function buildRenderer() {
  await build({
    ...quiet,
    build: {
      outDir: join(out, 'renderer'),
      emptyOutDir: false,
      target: 'chrome108',
      minify: false,
      rolldownOptions: {
        input: join(here, 'renderer.ts'),
        output: { entryFileNames: 'assets/electron-22.js', codeSplitting: false },
      },
    },
  })
  const from = join(dist, 'renderer')
  const index = readFileSync(join(from, 'index.html'), 'utf8')
  for (const name of filesOfRenderer()) {
    const source = join(from, name)
    const target = join(out, 'renderer', name)
    await mkdir(dirname(target), { recursive: true })
    if (name.endsWith('.css')) await writeFile(target, lower(readFileSync(source, 'utf8')))
    else if (name.endsWith('.js')) {
      const { code } = await transformWithOxc(lowerCssStrings(readFileSync(source, 'utf8')), name, {
        target: 'chrome108',
      })
      const isEntry = name.startsWith('assets/') && index.includes(basename(name))
      await writeFile(target, isEntry ? `import './electron-22.js'\n${code}` : code)
    } else await copyFile(source, target)
  }
}

function fingerprint() {
  const hash = createHash('sha256')
  for (const folder of [dist, here]) {
    for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()) {
      if (/\.(js|cjs|css|html|ts|mjs|svg|woff2)$/.test(name))
        hash.update(name).update(readFileSync(join(folder, name)))
    }
  }
  return hash.digest('hex')
}

/** Makes dist22/ anew when dist/ has changed; answers its folder, which is the app to start. */
export async function buildForElectron22() {
  const wanted = fingerprint()
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return out
  await rm(out, { recursive: true, force: true })
  await buildNode('desktop/main.js', 'node16', 'node.ts', 'main.ts')
  await buildNode('core/engine.js', 'node16', 'node.ts')
  await buildNode('core/worker.js', 'node16', 'node.ts')
  await buildNode('core/hashing.js', 'node16', 'node.ts')
  await buildNode('desktop/preload.cjs', 'chrome108', 'preload.ts')
  await buildRenderer()
  await copyFile(join(dist, 'licenses.md'), join(out, 'licenses.md'))
  const { name, productName, version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const manifest = { name, productName, version, main: 'desktop/main.js', type: 'commonjs' }
  await writeFile(join(out, 'package.json'), JSON.stringify(manifest))
  await writeFile(stamp, wanted)
  return out
}

if (process.argv[1] === fileURLToPath(import.meta.url)) console.log(await buildForElectron22())
