import { nameProblem } from './names.ts'

/** Which snapshot of a dataset is meant. A `name` is a tag or a branch: they share one namespace. */
export type Selector =
  | { readonly kind: 'latest' }
  | { readonly kind: 'version'; readonly version: number }
  | { readonly kind: 'time'; readonly text: string; readonly wholeDay: boolean }
  | { readonly kind: 'name'; readonly name: string; readonly mayBeHash: boolean }

/** `events@v3^/clicks`: dataset, selector, steps to a parent, table. */
export interface Reference {
  readonly dataset: string
  readonly selector: Selector
  /** How many `^` follow the selector. */
  readonly ancestors: number
  readonly table?: string
}

export type ParsedReference =
  | { readonly ok: true; readonly reference: Reference }
  | { readonly ok: false; readonly problem: string }

const referencePattern = /^([^@^/]+)(?:@([^^/]*))?(\^*)(?:\/(.+))?$/
const datePattern = /^\d{4}-\d{2}-\d{2}$/
const timePattern = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?$/

/** Reads the text of a reference. It does not ask whether the snapshot exists. */
export function parseReference(text: string): ParsedReference {
  const match = referencePattern.exec(text)
  if (match === null)
    return {
      ok: false,
      problem: `"${text}" is not a reference such as events, events@v3 or events@prod/table`,
    }
  const [, dataset = '', selectorText, carets = '', table] = match
  const problem = nameProblem(dataset)
  if (problem !== undefined) return { ok: false, problem: `"${dataset}" cannot be a dataset: ${problem}` }
  if (selectorText === '')
    return { ok: false, problem: `after "${dataset}@" a version, tag, date or hash is missing` }
  return {
    ok: true,
    reference: {
      dataset,
      selector: selectorText === undefined ? { kind: 'latest' } : parseSelector(selectorText),
      ancestors: carets.length,
      ...(table === undefined ? {} : { table }),
    },
  }
}

function parseSelector(text: string): Selector {
  const version = /^v([1-9][0-9]*)$/.exec(text)?.[1]
  if (version !== undefined) return { kind: 'version', version: Number(version) }
  if (datePattern.test(text)) return { kind: 'time', text, wholeDay: true }
  if (timePattern.test(text)) return { kind: 'time', text, wholeDay: false }
  return { kind: 'name', name: text, mayBeHash: /^[0-9a-f]{6,64}$/.test(text) }
}

/** The shortest exact text for one snapshot: `events@v3`, or `events@v3/table`. */
export function formatReference(dataset: string, version: number, table?: string): string {
  return table === undefined ? `${dataset}@v${version}` : `${dataset}@v${version}/${table}`
}

/** The text of a reference without its table, and the table: all behind the first slash, for it may hold others. */
export function splitTable(reference: string): { readonly snapshot: string; readonly table?: string } {
  const slash = reference.indexOf('/')
  return slash < 0
    ? { snapshot: reference }
    : { snapshot: reference.slice(0, slash), table: reference.slice(slash + 1) }
}

/** In SQL, a name that begins like this is a file; everything else is a reference (see cli: `sql`). */
export function namesAFile(name: string): boolean {
  return /^(\/|\.\/|\.\.\/|~\/|[A-Za-z]:[\\/])/.test(name)
}
