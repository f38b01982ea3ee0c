import { identifier } from '../query/sql-text.ts'

/** What `json_group_structure` says: a type's name, a list of one structure, or an object of structures. */
export type JsonStructure = string | readonly [JsonStructure] | { readonly [key: string]: JsonStructure }

/** More keys than this in one object are rather data than structure (ids as keys): it is read as JSON. */
const mostKeys = 500
/** Far more than anybody nests by hand, and less than readers of types take (`shared/model/sql-type.ts`: 100). */
const mostLevels = 60

/** Whether values of this structure are objects or lists. */
export function isNested(structure: JsonStructure): boolean {
  return typeof structure !== 'string'
}

/**
 * The SQL type that holds every value of a structure. Whole numbers become BIGINT; `wide` makes them UBIGINT or
 * HUGEINT as they were found, for numbers of 19 digits and more. What does not agree with itself stays JSON, and
 * so does what lies deeper than a type can say.
 */
export function typeOfStructure(structure: JsonStructure, wide = false, levels = mostLevels): string {
  if (typeof structure === 'string') return scalarType(structure, wide)
  if (levels === 0) return 'JSON'
  if (Array.isArray(structure))
    return `${typeOfStructure((structure as readonly [JsonStructure])[0], wide, levels - 1)}[]`
  const entries = Object.entries(structure as { readonly [key: string]: JsonStructure })
  if (entries.length === 0 || entries.length > mostKeys || hasTwins(entries.map(([key]) => key)))
    return 'JSON'
  return `STRUCT(${entries.map(([key, inner]) => `${identifier(key)} ${typeOfStructure(inner, wide, levels - 1)}`).join(', ')})`
}

function scalarType(name: string, wide: boolean): string {
  switch (name) {
    case 'UBIGINT':
    case 'BIGINT':
    case 'HUGEINT':
      return wide ? name : 'BIGINT'
    case 'DOUBLE':
    case 'BOOLEAN':
    case 'VARCHAR':
      return name
    default:
      return 'JSON'
  }
}

/** Names that the engine takes for one: capital letters do not tell columns apart, and some are empty. */
export function hasTwins(keys: readonly string[]): boolean {
  return new Set(keys.map((key) => key.toLowerCase())).size < keys.length || keys.includes('')
}

/** One structure for values of both: equal parts stay, numbers widen, the rest becomes JSON. */
export function mergeStructures(a: JsonStructure, b: JsonStructure): JsonStructure {
  if (a === 'NULL') return b
  if (b === 'NULL') return a
  if (typeof a === 'string' || typeof b === 'string')
    return typeof a === 'string' && typeof b === 'string' ? mergeScalars(a, b) : 'JSON'
  if (Array.isArray(a) !== Array.isArray(b)) return 'JSON'
  if (Array.isArray(a))
    return [mergeStructures((a as readonly [JsonStructure])[0], (b as readonly [JsonStructure])[0])]
  const merged: Record<string, JsonStructure> = { ...(a as Record<string, JsonStructure>) }
  for (const [key, inner] of Object.entries(b as Record<string, JsonStructure>)) {
    const known = Object.hasOwn(merged, key) ? merged[key] : undefined
    Object.defineProperty(merged, key, {
      value: known === undefined ? inner : mergeStructures(known, inner),
      enumerable: true,
      configurable: true,
      writable: true,
    })
  }
  return merged
}

const numbers = ['UBIGINT', 'BIGINT', 'HUGEINT', 'DOUBLE']

function mergeScalars(a: string, b: string): string {
  if (a === b) return a
  const [first, second] = [numbers.indexOf(a), numbers.indexOf(b)]
  return first === -1 || second === -1 ? 'JSON' : (numbers[Math.max(first, second)] ?? 'JSON')
}
