// Who may import whom. The path says where a file may run; a folder that is not named here fails the check.

/** Folders of each area. A new folder is a decision: name it here, with what it may import below. */
const folders = {
  shared: ['contract', 'model'],
  electron: ['core', 'desktop', 'serve', 'cli'],
  'electron/core': [
    'handlers',
    'store',
    'query',
    'ingest',
    'curate',
    'compare',
    'integrity',
    'jobs',
    'schedule',
    'page',
    'process',
    'state',
    'page',
    'testing',
  ],
  renderer: ['app', 'client', 'workbench', 'features', 'components', 'styles', 'public'],
}

/** What an area may import of this repository. */
const mayImport = {
  shared: ['shared'],
  'electron/core': ['shared', 'electron/core'],
  'electron/desktop': ['shared', 'electron/core', 'electron/desktop'],
  'electron/serve': ['shared', 'electron/core', 'electron/serve'],
  // `firn serve` is a command, and serving needs no Electron.
  'electron/cli': ['shared', 'electron/core', 'electron/serve', 'electron/cli'],
  renderer: ['shared', 'renderer'],
  // A package for the tests is made around an old Electron.
  scripts: ['scripts', 'electron/core/testing', 'e2e/electron-22'],
  // Windows are measured in the browser and the Electron of the tests.
  bench: ['bench', 'scripts', 'shared', 'e2e/harness'],
}

/** Folders of the core that may not know of the ones above them. */
const lies = {
  'electron/core/store': { below: ['query', 'ingest', 'curate', 'compare', 'handlers'] },
}

const forTheWindow =
  'react|react-dom|zustand|ag-grid-\\w+|@codemirror/\\w+|@lezer/\\w+|radix-ui|cmdk|lucide-react|react-resizable-panels|get-nonce|@fontsource-variable/\\w+'
const forNode = '@duckdb/[\\w-]+|ws|undici|commander|canonicalize|tinyglobby|yaml|msgpackr|croner'

/** @param {string} names regular expression over package names */
const packages = (names) => `(^|/)node_modules/(@types/)?(${names})/`
/** @param {string[]} paths */
const under = (paths) => `^(${paths.join('|')})/`

const ours = '^(shared|electron|renderer|e2e|scripts|bench|resources)/'
const test = '\\.test\\.(tsx?|mjs)$'

/** @type {import('dependency-cruiser').IForbiddenRuleType[]} */
const areaRules = Object.entries(mayImport).map(([area, allowed]) => ({
  name: `${area} imports only ${allowed.join(', ')}`,
  severity: 'error',
  from: { path: under([area]) },
  to: { path: ours, pathNot: under(allowed) },
}))

/** @type {import('dependency-cruiser').IForbiddenRuleType[]} */
const lowerRules = Object.entries(lies).map(([folder, { below }]) => ({
  name: `${folder} lies below ${below.join(', ')}`,
  severity: 'error',
  from: { path: under([folder]), pathNot: test },
  to: { path: under(below.map((above) => `electron/core/${above}`)) },
}))

/** @type {import('dependency-cruiser').IForbiddenRuleType[]} */
const partRules = [
  {
    name: 'a feature never imports another feature',
    severity: 'error',
    from: { path: '^renderer/features/([^/]+)/' },
    to: { path: '^renderer/features/', pathNot: '^renderer/features/$1/' },
  },
  {
    name: 'components and client know no features',
    severity: 'error',
    from: { path: '^renderer/(components|client)/' },
    to: { path: '^renderer/(features|workbench)/' },
  },
  {
    name: 'the program never imports tests or their support',
    severity: 'error',
    from: { path: '^(shared|electron|renderer)/', pathNot: [test, '/testing/'] },
    to: { path: [test, '/testing/'] },
  },
]

/** @type {import('dependency-cruiser').IForbiddenRuleType[]} */
const packageRules = [
  {
    name: 'only electron/desktop imports electron',
    severity: 'error',
    from: { pathNot: '^(electron/desktop|e2e/electron-22|bench/empty-window)/' },
    to: { path: packages('electron') },
  },
  {
    name: 'shared uses no packages, but shared/contract zod',
    severity: 'error',
    from: { path: '^shared/', pathNot: test },
    to: { path: '(^|/)node_modules/', pathNot: packages('zod') },
  },
  {
    name: 'zod is for shared/contract, and for electron to read what comes from outside',
    severity: 'error',
    from: { path: '^(shared|renderer)/', pathNot: ['^shared/contract/', test] },
    to: { path: packages('zod'), dependencyTypesNot: ['type-only'] },
  },
  {
    name: 'shared and renderer run without Node',
    severity: 'error',
    from: { path: '^(shared|renderer)/', pathNot: test },
    to: { dependencyTypes: ['core'] },
  },
  {
    name: "renderer uses no packages that are Node's",
    severity: 'error',
    from: { path: '^renderer/', pathNot: test },
    to: { path: packages(forNode) },
  },
  {
    name: "electron uses no packages that are the window's",
    severity: 'error',
    from: { path: '^electron/' },
    to: { path: packages(forTheWindow) },
  },
  {
    name: 'what is imported exists',
    severity: 'error',
    from: {},
    to: { couldNotResolve: true },
  },
]

/** @type {import('dependency-cruiser').IForbiddenRuleType[]} */
const cycleRules = [
  {
    name: 'no cycles',
    severity: 'error',
    from: {},
    // Types may know each other: nothing of that is left when the program runs.
    to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
  },
]

// A rule about files that match nothing below: they "must" import what does not exist, so each one fails.
/** @param {string} name @param {string} path @param {string[]} pathNot */
const nothingIn = (name, path, pathNot) => ({
  name,
  severity: /** @type {const} */ ('error'),
  module: { path, pathNot },
  to: { path: '^a folder that is named here$' },
})

const knownTop = ['shared', 'electron', 'renderer', 'e2e', 'scripts', 'bench', 'resources']

/** @type {import('dependency-cruiser').IRequiredRuleType[]} */
const folderRules = [
  nothingIn(
    'a top-level folder without a rule',
    // Node's own modules have slashes (fs/promises) but no extension; what does not exist keeps its dots.
    '^[^.].*/.*\\.\\w+$',
    [...knownTop.map((top) => `^${top}/`), 'node_modules/'],
  ),
  ...Object.entries(folders).map(([area, known]) =>
    nothingIn(
      `a folder of ${area} without a rule`,
      `^${area}/[^/]+/`,
      known.map((folder) => `^${area}/${folder}/`),
    ),
  ),
]

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [...areaRules, ...lowerRules, ...partRules, ...packageRules, ...cycleRules],
  required: folderRules,
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|dist22|release|release22|\\.firn-build|test-results|playwright-report)/' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'style', 'types'],
    },
  },
}
