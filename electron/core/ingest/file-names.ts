/** Extensions that say what is inside, in the one spelling that the rest of the program uses. */
const aliases: Readonly<Record<string, string>> = {
  csv: 'csv',
  tsv: 'tsv',
  tab: 'tsv',
  psv: 'csv',
  json: 'json',
  geojson: 'json',
  jsonl: 'jsonl',
  ndjson: 'jsonl',
  parquet: 'parquet',
  pq: 'parquet',
  arrow: 'arrow',
  arrows: 'arrow',
  feather: 'arrow',
  ipc: 'arrow',
  log: 'log',
}

/** What stands before the point is the file's stem; rotated logs carry a date or number behind it. */
const rotation = /[.-](\d[\d._:T-]*|old|bak)$/i

/** `csv`, `tsv`, `json`, `jsonl`, `parquet`, `arrow`, `log`, or empty when the name does not tell. */
export function extensionOf(path: string): string {
  const plain = path.replace(/\.gz$/i, '')
  const extension = /\.([A-Za-z0-9]+)$/.exec(plain)?.[1]?.toLowerCase() ?? ''
  const known = aliases[extension]
  if (known !== undefined) return known
  return /\.log[.-]/i.test(plain) ? 'log' : ''
}

/** A file's name without folders, known extensions and the marks of rotation: `server.log.2016-12-19-16` is `server`. */
export function stemOf(path: string): string {
  let stem = path.slice(path.lastIndexOf('/') + 1).replace(/\.gz$/i, '')
  if (/\.log[.-]/i.test(stem)) stem = stem.replace(rotation, '')
  const point = stem.lastIndexOf('.')
  if (point > 0 && aliases[stem.slice(point + 1).toLowerCase()] !== undefined) stem = stem.slice(0, point)
  else stem = stem.replace(/\.(txt|dat|data)$/i, '')
  return stem
}

/** What files of a series have in common: the stem with every number and date taken out. */
export function seriesOf(path: string): string {
  return stemOf(path).replace(/\d+/g, '#')
}

const documentation =
  /(^|\/)(readme|licen[cs]e|copying|notice|changelog|contributing|authors|makefile|dockerfile)([-_.][^/]*)?$/i
const otherExtensions =
  /\.(md|rst|adoc|html?|xml|xsd|css|js|mjs|cjs|ts|tsx|jsx|py|r|rb|go|rs|java|scala|c|h|cpp|hpp|sh|bat|ps1|sql|ya?ml|toml|ini|cfg|conf|lock|ipynb|tex|svg|sha256|md5)$/i

/** Files that belong to a folder of data without being data: documentation, licences, code, settings. */
export function hasNoTable(path: string): boolean {
  return documentation.test(path) || otherExtensions.test(path)
}
