// What ends up in the window's bundle: the same graph without the imports of types, which leave nothing behind.

import layers from './.dependency-cruiser.mjs'

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    {
      name: 'zod stays out of the window',
      comment: 'The engine validates every input, once. Import types from shared/contract, not values.',
      severity: 'error',
      from: { path: '^renderer/', pathNot: '\\.test\\.tsx?$' },
      to: { path: '(^|/)node_modules/zod/', reachable: true },
    },
  ],
  options: { ...layers.options, tsPreCompilationDeps: false, tsConfig: { fileName: 'tsconfig.base.json' } },
}
