import { type ErrorContext, FirnError } from '../../../shared/contract/errors.ts'
import { allowedFunctions, allowedTableFunctions, refusedFunctions, refusedPrefixes } from './functions.ts'
import { sqlTokens } from './sql-tokens.ts'
import { leadingWords } from './statements.ts'

/** What to do in Firn instead of a statement that would change something. */
const insteadOf: { readonly [word: string]: string } = {
  INSERT:
    'Data here is never changed in place. Select the rows that should be there (UNION ALL adds rows) and save the result as an aggregation.',
  UPDATE:
    'Data here is never changed in place. Select the rows as they should be (SELECT * REPLACE (… AS column)) and save the result as an aggregation.',
  DELETE:
    'Data here is never changed in place. Select the rows that should stay and save the result as an aggregation.',
  MERGE: 'Data here is never changed in place. Join both tables and save the result as an aggregation.',
  TRUNCATE:
    'Data here is never changed in place. Select the rows that should stay and save the result as an aggregation.',
  CREATE: 'Run the SELECT and save it as an aggregation, or name a step with WITH name AS (…).',
  DROP: 'Versions are removed by retention (expire), datasets on their page.',
  ALTER: 'Select the columns as they should be and save the result as an aggregation.',
  COPY: 'Run the SELECT and export its result.',
  EXPORT: 'Run the SELECT and export its result.',
  IMPORT: 'Open the files by import; then query them by name.',
  ATTACH: 'Open the file by import; then query it by name.',
  DETACH: 'There is nothing to detach.',
  USE: 'There is one place for names: write FROM "dataset".',
  SET: 'Engine settings are fixed; limits are in the settings of Firn.',
  RESET: 'Engine settings are fixed; limits are in the settings of Firn.',
  PRAGMA: 'DESCRIBE "dataset" shows columns, SUMMARIZE "dataset" shows figures.',
  SHOW: 'DESCRIBE "dataset" shows columns; the catalogue lists what is there.',
  CALL: 'Only SELECT runs here.',
  INSTALL: 'Extensions are not loaded for queries.',
  LOAD: 'Extensions are not loaded for queries.',
  BEGIN: 'Each query stands for itself; there are no transactions.',
  COMMIT: 'Each query stands for itself; there are no transactions.',
  ROLLBACK: 'Each query stands for itself; there are no transactions.',
  PREPARE: 'Write $name in the query and give its value as a parameter.',
  EXECUTE: 'Write $name in the query and give its value as a parameter.',
}

/** Why a statement that is no SELECT does not run, and what to do instead. Code `sql-refused`. */
export function refusedStatement(sql: string): FirnError {
  const [first = ''] = leadingWords(sql, 1)
  const pivot = pivotWithoutList(sql)
  if (pivot !== undefined) return pivot
  const context = { sql, position: 0 }
  if (first === 'EXPLAIN')
    return new FirnError('sql-refused', 'This form of EXPLAIN is not available.', {
      context,
      hint: 'Write EXPLAIN or EXPLAIN ANALYZE before a SELECT.',
    })
  const what = first === '' ? 'This' : first
  return new FirnError('sql-refused', `${what} does not run here: queries only read.`, {
    context,
    hint: insteadOf[first] ?? 'Only SELECT runs here.',
  })
}

/** The engine would first run a query of its own to find the values; naming them keeps one query one query. */
function pivotWithoutList(sql: string): FirnError | undefined {
  const words = [...sqlTokens(sql)].filter((token) => token.kind !== 'comment')
  const word = (index: number) => {
    const token = words[index]
    return token?.kind === 'word' ? sql.slice(token.from, token.to).toUpperCase() : undefined
  }
  const start = words.findIndex((_, index) => /^PIVOT(_WIDER)?$/.test(word(index) ?? ''))
  if (start < 0) return undefined
  let depth = 0
  for (let index = start + 1; index < words.length; index += 1) {
    const token = words[index]
    const symbol = token?.kind === 'symbol' ? sql.slice(token.from, token.to) : ''
    if (symbol === '(') depth += 1
    if (symbol === ')') depth -= 1
    if (depth !== 0 || word(index) !== 'ON') continue
    let end = index + 1
    for (let inner = 0; end < words.length; end += 1) {
      const each = words[end]
      const mark = each?.kind === 'symbol' ? sql.slice(each.from, each.to) : ''
      if (
        inner === 0 &&
        (/^(USING|GROUP|ORDER|LIMIT|IN)$/.test(word(end) ?? '') || mark === ')' || mark === ',')
      )
        break
      if (mark === '(') inner += 1
      if (mark === ')') inner -= 1
    }
    if (word(end) === 'IN') return undefined
    const stop = words[end - 1]?.to ?? sql.length
    const column = sql.slice(words[index + 1]?.from ?? stop, stop)
    const filled = `${sql.slice(0, stop)} IN ('first value', 'second value')${sql.slice(stop)}`
    return new FirnError('sql-refused', `PIVOT needs the values of ${column} in a list.`, {
      context: { sql, position: words[index]?.from ?? 0 },
      hint: `Name the values that become columns: ${filled}`,
    })
  }
  return undefined
}

export function refusedFunction(name: string, context: ErrorContext): FirnError {
  if (
    name === 'getenv' ||
    refusedFunctions.has(name) ||
    refusedPrefixes.some((prefix) => name.startsWith(prefix))
  )
    return new FirnError('sql-refused', `The function ${name}() is not available in queries.`, {
      context,
      hint: 'Queries see data, not the engine or the machine that runs them.',
    })
  if (allowedFunctions.has(name))
    return new FirnError('sql-refused', `Write ${name}(…) without a schema before it.`, { context })
  const near = nearest(name, allowedFunctions)
  return new FirnError('sql-failed', `There is no function ${name}().`, {
    context,
    ...(near === undefined ? {} : { hint: `Did you mean ${near}()?` }),
  })
}

export function refusedTableFunction(name: string, context: ErrorContext): FirnError {
  const reads = /^(read_|parquet_|json_objects|sniff_|glob$|arrow_|seq_scan$)|_scan$/.test(name)
  return new FirnError('sql-refused', `The table function ${name}() is not available.`, {
    context,
    hint: reads
      ? "Name the file itself, in quotes: FROM './file.csv'."
      : `Available are ${[...allowedTableFunctions].slice(0, 3).join(', ')} and the tables of the catalogue.`,
  })
}

/** The closest name by edits, where it is close enough to be a slip. */
function nearest(name: string, names: Iterable<string>): string | undefined {
  let best: string | undefined
  let fewest = Math.max(1, Math.floor(name.length / 3)) + 1
  for (const candidate of names) {
    if (Math.abs(candidate.length - name.length) >= fewest) continue
    const edits = editDistance(name, candidate)
    if (edits < fewest) {
      best = candidate
      fewest = edits
    }
  }
  return best
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i]
    for (let j = 1; j <= b.length; j += 1) {
      const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1))
    }
    row = next
  }
  return row[b.length] ?? 0
}
