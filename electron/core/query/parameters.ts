import { FirnError } from '../../../shared/contract/errors.ts'
import { sqlTokens } from './sql-tokens.ts'
import { foldCase, text } from './sql-text.ts'

/** SQL in which every `$name` has become its value, and the way back to places in what was typed. */
export interface FilledSql {
  readonly sql: string
  /** Turns an offset into `sql` to the offset of the same place in the original. */
  original(position: number): number
}

/**
 * Puts the values of parameters into the SQL as text literals. The engine gives a bare literal the type of
 * what it is compared with (measured: a bound parameter behaves the same), so `$day` works against a DATE and
 * `$id` against an INTEGER. `names` are the parameters that the engine's parser found; throws `wrong-usage`
 * when one has no value, or two that differ in capitals only. The caller proves by parsing again that only literals were put in (`sameButFilled`).
 */
export function fillParameters(
  sql: string,
  names: readonly string[],
  values: { readonly [name: string]: string },
): FilledSql {
  const bySmallName = new Map(Object.entries(values).map(([name, value]) => [foldCase(name), value]))
  refuseDoubles(Object.keys(values))
  const missing = names.filter((name) => !bySmallName.has(foldCase(name)))
  if (missing.length > 0) throw missingParameters(sql, missing, Object.keys(values))
  const pieces: string[] = []
  const shifts: { at: number; by: number }[] = []
  let copied = 0
  let grown = 0
  for (const token of sqlTokens(sql)) {
    if (token.kind !== 'parameter') continue
    const value = bySmallName.get(foldCase(sql.slice(token.from + 1, token.to)))
    if (value === undefined) continue
    // The space keeps the literal apart from a letter before it: e$x must not become e'…'.
    const literal = ` ${text(value)}`
    pieces.push(sql.slice(copied, token.from), literal)
    copied = token.to
    grown += literal.length - (token.to - token.from)
    shifts.push({ at: token.to + grown, by: grown })
  }
  pieces.push(sql.slice(copied))
  return {
    sql: pieces.join(''),
    original: (position) => position - (shifts.findLast((shift) => shift.at <= position)?.by ?? 0),
  }
}

/** Names behind `$` in texts, each once. */
export function usedParameters(texts: readonly string[]): string[] {
  const names = texts.flatMap((sql) =>
    [...sqlTokens(sql)]
      .filter(({ kind }) => kind === 'parameter')
      .map(({ from, to }) => sql.slice(from + 1, to)),
  )
  return [...new Set(names)]
}

/**
 * A parameter as it is written where it is known; capitals do not count, as in SQL. Throws `wrong-usage` for a
 * name that is not known: a typing error would otherwise change nothing, in silence.
 */
export function knownParameter(known: readonly string[], name: string): string {
  const found = known.find((each) => foldCase(each) === foldCase(name))
  if (found !== undefined) return found
  throw new FirnError('wrong-usage', `There is no parameter "${name}".`, {
    hint: known.length === 0 ? 'The SQL uses none.' : `There are: ${[...new Set(known)].join(', ')}.`,
    context: { parameter: name },
  })
}

/** Refuses values for parameters that no text uses; see {@link knownParameter}. */
export function requireUsed(given: { readonly [name: string]: string }, texts: readonly string[]): void {
  const known = usedParameters(texts)
  for (const name of Object.keys(given)) knownParameter(known, name)
}

/**
 * Whether the second tree is the first one with constants in the place of its parameters and nothing else:
 * the proof, by the engine's own parser, that no value broke out of its literal.
 */
export function sameButFilled(
  before: unknown,
  after: unknown,
  values: { readonly [name: string]: string },
): boolean {
  const bySmallName = new Map(Object.entries(values).map(([name, value]) => [foldCase(name), value]))
  return same(before, after)

  function same(left: unknown, right: unknown): boolean {
    if (Array.isArray(left))
      return (
        Array.isArray(right) &&
        left.length === right.length &&
        left.every((each, index) => same(each, right[index]))
      )
    if (typeof left !== 'object' || left === null) return left === right
    if (typeof right !== 'object' || right === null || Array.isArray(right)) return false
    const [from, to] = [left as Record<string, unknown>, right as Record<string, unknown>]
    if (from['class'] === 'PARAMETER') {
      const { alias, value, ...rest } = to
      const constant = value as { type?: { id?: unknown }; value?: unknown } | undefined
      return (
        rest['class'] === 'CONSTANT' &&
        same(from['alias'], alias) &&
        constant?.type?.id === 'VARCHAR' &&
        (constant.value ?? '') === bySmallName.get(foldCase(String(from['identifier'])))
      )
    }
    const ignored = new Set(['query_location', 'named_param_map'])
    const keys = [...new Set([...Object.keys(from), ...Object.keys(to)])].filter((key) => !ignored.has(key))
    return keys.every((key) => same(from[key], to[key]))
  }
}

/** `$A` and `$a` are one parameter; of two values for it, one would be ignored in silence. */
function refuseDoubles(names: readonly string[]): void {
  for (const [index, name] of names.entries()) {
    const other = names.slice(0, index).find((each) => foldCase(each) === foldCase(name))
    if (other === undefined) continue
    throw new FirnError('wrong-usage', `"${other}" and "${name}" are values of one parameter.`, {
      hint: 'Capitals do not count in its name: give one of them.',
      context: { parameter: name },
    })
  }
}

function missingParameters(sql: string, missing: readonly string[], given: readonly string[]): FirnError {
  const wanted = missing.map((name) => `$${name}`).join(', ')
  const first = missing[0] ?? ''
  const token = [...sqlTokens(sql)].find(
    ({ kind, from, to }) => kind === 'parameter' && foldCase(sql.slice(from + 1, to)) === foldCase(first),
  )
  return new FirnError('wrong-usage', `The query needs a value for ${wanted}.`, {
    hint: given.length === 0 ? `Give it as a parameter: ${first}=…` : `Given were: ${given.join(', ')}.`,
    context: { sql, missing: missing.join(', '), ...(token === undefined ? {} : { position: token.from }) },
  })
}
