// A rule that cannot fail is none: each one is broken here once, in a small repository of its own.

import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { cruise } from 'dependency-cruiser'
import { afterAll, beforeAll, expect, test } from 'vitest'
import bundle from '../.dependency-cruiser.bundle.mjs'
import layers from '../.dependency-cruiser.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))

/** @type {Record<string, string>} */
const files = {
  'shared/model/name.ts': "import '../../electron/core/jobs/jobs.ts'",
  'shared/model/date.ts': "import 'yaml'",
  'shared/model/schema.ts': "import { z } from 'zod'\nexport const schema = z.string()",
  'shared/model/path.ts': "import 'node:path'",
  'shared/contract/method.ts':
    "import { z } from 'zod'\nexport const method = z.string()\nexport type Method = 1",
  'shared/lib/attic.ts': 'export const attic = 1',
  'electron/core/jobs/jobs.ts': 'export const jobs = 1',
  'electron/core/query/query.ts': "import 'electron'",
  'electron/core/query/grid.ts':
    "import type { ColDef } from 'ag-grid-community'\nexport type Column = ColDef",
  'electron/core/ingest/a.ts': "import { b } from './b.ts'\nexport const a = b",
  'electron/core/ingest/b.ts': "import { a } from './a.ts'\nexport const b = a",
  'electron/core/ingest/c.ts': "import type { D } from './d.ts'\nexport type C = D",
  'electron/core/ingest/d.ts': "import type { C } from './c.ts'\nexport type D = C",
  'electron/core/store/objects.ts': "import '../query/query.ts'",
  'electron/core/store/objects.test.ts': "import '../query/query.ts'",
  'electron/core/store/log.ts': "import './objects.test.ts'",
  'electron/core/store/verify.ts': "import '../../serve/main.ts'",
  'electron/core/store/missing.ts': "import './nowhere.ts'",
  'electron/core/common/attic.ts': 'export const attic = 1',
  'electron/cli/main.ts': "import '../desktop/main.ts'",
  'electron/serve/main.ts': "import '../../renderer/client/client.tsx'",
  'electron/desktop/main.ts': "import 'electron'",
  'renderer/client/client.tsx':
    "import type { Method } from '../../shared/contract/method.ts'\nexport const c = <b>{1 as Method}</b>",
  'renderer/client/disk.ts': "import 'node:fs'",
  'renderer/client/socket.ts': "import 'ws'",
  'renderer/client/validate.ts':
    "import { method } from '../../shared/contract/method.ts'\nexport const v = method",
  'renderer/components/grid.tsx': "import '../features/query/query.tsx'",
  'renderer/features/query/query.tsx': "import '../compare/compare.tsx'",
  'renderer/features/compare/compare.tsx':
    "import type { Jobs } from '../../../electron/core/jobs/jobs.ts'\nexport type J = Jobs",
  'tools/attic.ts': 'export const attic = 1',
}

const expected = [
  "renderer uses no packages that are Node's: renderer/client/socket.ts",
  "electron uses no packages that are the window's: electron/core/query/grid.ts",
  'a feature never imports another feature: renderer/features/query/query.tsx',
  'a folder of electron/core without a rule: electron/core/common/attic.ts',
  'a folder of shared without a rule: shared/lib/attic.ts',
  'a top-level folder without a rule: tools/attic.ts',
  'components and client know no features: renderer/components/grid.tsx',
  'electron/cli imports only shared, electron/core, electron/serve, electron/cli: electron/cli/main.ts',
  'electron/core imports only shared, electron/core: electron/core/store/verify.ts',
  'electron/core/store lies below query, ingest, curate, compare, handlers: electron/core/store/objects.ts',
  'electron/serve imports only shared, electron/core, electron/serve: electron/serve/main.ts',
  'no cycles: electron/core/ingest/a.ts',
  'only electron/desktop imports electron: electron/core/query/query.ts',
  'renderer imports only shared, renderer: renderer/features/compare/compare.tsx',
  'shared and renderer run without Node: renderer/client/disk.ts',
  'shared and renderer run without Node: shared/model/path.ts',
  'shared imports only shared: shared/model/name.ts',
  'shared uses no packages, but shared/contract zod: shared/model/date.ts',
  'the program never imports tests or their support: electron/core/store/log.ts',
  'what is imported exists: electron/core/store/missing.ts',
  'zod is for shared/contract, and for electron to read what comes from outside: shared/model/schema.ts',
]

/** @type {string} */
let repository

beforeAll(() => {
  repository = mkdtempSync(join(tmpdir(), 'firn-layers-'))
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(repository, path)), { recursive: true })
    writeFileSync(join(repository, path), text)
  }
  symlinkSync(join(root, 'node_modules'), join(repository, 'node_modules'))
})
afterAll(() => rmSync(repository, { recursive: true }))

/** @param {import('dependency-cruiser').IConfiguration} configuration */
async function violations({ forbidden, required, options }) {
  const { output } = await cruise(['.'], {
    ...options,
    baseDir: repository,
    validate: true,
    ruleSet: { ...(forbidden && { forbidden }), ...(required && { required }) },
  })
  if (typeof output === 'string') throw new Error(`a report as text: ${output}`)
  return output.summary.violations.map(({ rule, from }) => `${rule.name}: ${from}`)
}

test('every rule of the layers finds what breaks it', async () => {
  const found = await violations(layers)
  expect(found.toSorted()).toEqual(expected.toSorted())
})

test('zod in the bundle is found through a value, not through a type', async () => {
  const found = await violations(bundle)
  expect(found).toEqual(['zod stays out of the window: renderer/client/validate.ts'])
})
