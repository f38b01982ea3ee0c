// What is built from what. A part is rebuilt when the content of one of its sources has changed.

/**
 * @typedef {'node' | 'renderer'} PartName
 * @typedef {object} Part
 * @property {string[]} sources files and folders, relative to the repository
 * @property {Record<string, string>} entries output name (without extension) to source file
 */

const buildItself = ['package.json', 'package-lock.json', 'scripts/build']

/** @type {Record<PartName, Part>} */
export const parts = {
  node: {
    sources: ['shared', 'electron', ...buildItself],
    entries: {
      'cli/main': 'electron/cli/main.ts',
      'serve/main': 'electron/serve/main.ts',
      'core/engine': 'electron/core/engine.ts',
      'core/worker': 'electron/core/query/worker/worker.ts',
      'core/hashing': 'electron/core/store/hashing-thread.ts',
      'desktop/main': 'electron/desktop/main.ts',
    },
  },
  renderer: {
    sources: ['shared', 'renderer', ...buildItself],
    entries: { index: 'renderer/index.html' },
  },
}

/** One file in CommonJS, apart from the other entries: a sandboxed preload can be nothing else. */
export const preload = { name: 'desktop/preload', source: 'electron/desktop/preload.ts' }

/** Started by its path, so it carries a shebang and may be executed. */
export const executables = ['cli/main.js']

/** Nothing the program is made of: a change in these builds nothing anew. */
export const notASource = /(\.test\.tsx?|\.md|\/tsconfig[\w.]*\.json|\.d\.ts)$|\/testing\//

export const partNames = /** @type {PartName[]} */ (Object.keys(parts))
