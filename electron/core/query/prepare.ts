import { FirnError } from '../../../shared/contract/errors.ts'
import type { LineageInput } from '../../../shared/model/lineage.ts'
import { gateStatement, type GatedQuery, type TableUse } from './gate.ts'
import { fillParameters, sameButFilled } from './parameters.ts'
import { refusedStatement } from './refusals.ts'
import type { Relation, RelationSource } from './relations.ts'
import { type SqlToken, sqlTokens } from './sql-tokens.ts'
import { foldCase, identifier } from './sql-text.ts'
import { splitStatements } from './statements.ts'
import type { ParsedSql } from './worker/worker-contract.ts'

/** A query that passed the gate, with everything that an instance needs to run it. */
export interface PreparedQuery {
  /** As it was typed. */
  readonly typed: string
  /** What runs: parameters filled in, without EXPLAIN. */
  readonly sql: string
  readonly explain: 'no' | 'plan' | 'analyze'
  readonly views: readonly { readonly name: string; readonly sql: string }[]
  readonly readPaths: readonly string[]
  readonly inputs: readonly LineageInput[]
  readonly files: readonly string[]
  /** Sentences for people: files of which rows could not be read. */
  readonly warnings: readonly string[]
  /** The relation whose rows these are, when the query is a plain read of it. */
  readonly plain: Relation | undefined
  /** Another run may give other values. */
  readonly volatile: boolean
  /** Offset into `sql` as an offset into `typed`. */
  typedPosition(position: number): number
}

export interface PrepareTools {
  /** `sql.parse` of a worker. */
  parse(sql: string): Promise<ParsedSql>
  readonly relations: RelationSource
  readonly signal: AbortSignal
}

/**
 * Parses one statement, passes it through the gate and resolves every table in it. Throws `sql-syntax`,
 * `sql-refused`, `sql-failed`, `wrong-usage` (parameters, several statements) and what the relations throw,
 * each with the SQL and the position in characters.
 */
export async function prepareQuery(
  script: string,
  parameters: { readonly [name: string]: string } | undefined,
  tools: PrepareTools,
): Promise<PreparedQuery> {
  const typed = onlyStatement(script)
  const { explain, from } = explainPrefix(typed)
  const body = typed.slice(from)
  const inTyped = (error: unknown) => moveError(error, typed, (position) => position + from)
  const tree = await parseOne(body, tools).catch((error: unknown) => Promise.reject(inTyped(error)))
  let gated: GatedQuery
  try {
    gated = gateStatement(tree, body)
  } catch (error) {
    throw inTyped(error)
  }
  const filled = fillParameters(body, gated.parameters, parameters ?? {})
  if (gated.parameters.length > 0) await proveFilled(tree, filled.sql, parameters ?? {}, tools)
  const resolved = await resolveTables(gated.tables, filled.sql, {
    typed,
    from,
    tools,
    filled: filled.original,
  })
  return {
    typed,
    sql: resolved.sql,
    explain,
    views: resolved.views,
    readPaths: [...new Set(resolved.relations.flatMap((relation) => relation.readPaths))],
    inputs: distinctInputs(resolved.relations),
    warnings: resolved.relations.flatMap(rejectedWarning),
    files: [...new Set(resolved.relations.flatMap(({ file }) => (file === undefined ? [] : [file])))],
    plain: gated.plainTable === undefined || explain !== 'no' ? undefined : resolved.relations[0],
    volatile: gated.volatile,
    typedPosition: (position) => filled.original(position) + from,
  }
}

/** Rows that a file lost on the way are said with every answer from it: nothing is dropped in silence. */
function rejectedWarning({ file, rejected = 0 }: Relation): string[] {
  if (file === undefined || rejected === 0) return []
  const name = file.split(/[\\/]/).pop() ?? file
  return [
    `${rejected === 1 ? '1 row' : `${rejected} rows`} of ${name} could not be read and ${rejected === 1 ? 'is' : 'are'} left out`,
  ]
}

/** The one statement of a script. Throws `wrong-usage` for none or several. */
function onlyStatement(script: string): string {
  if (script.includes('\0'))
    throw new FirnError('sql-refused', 'The query holds a NUL character.', {
      context: { sql: script, position: script.indexOf('\0') },
    })
  const statements = splitStatements(script)
  const [only, second] = statements
  if (only === undefined)
    throw new FirnError('wrong-usage', 'There is no query.', { context: { sql: script } })
  if (second !== undefined)
    throw new FirnError('wrong-usage', `These are ${statements.length} statements.`, {
      hint: 'Run them one by one.',
      context: { sql: script, position: second.from },
    })
  return only.sql
}

/** EXPLAIN is ours: the engine's parser does not serialize it, and ANALYZE runs what it explains. */
function explainPrefix(sql: string): { explain: PreparedQuery['explain']; from: number } {
  const [first, second, third] = [...sqlTokens(sql)].filter((token) => token.kind !== 'comment')
  const word = (token: SqlToken | undefined) =>
    token === undefined ? '' : sql.slice(token.from, token.to).toUpperCase()
  if (word(first) !== 'EXPLAIN') return { explain: 'no', from: 0 }
  if (word(second) !== 'ANALYZE') return { explain: 'plan', from: second?.from ?? sql.length }
  return { explain: 'analyze', from: third?.from ?? sql.length }
}

async function parseOne(sql: string, { parse }: PrepareTools): Promise<unknown> {
  const parsed = await parse(sql)
  if (!parsed.ok) {
    if (parsed.kind === 'not-select') throw refusedStatement(sql)
    const position = parsed.position === undefined ? {} : { position: parsed.position }
    throw new FirnError(parsed.kind === 'syntax' ? 'sql-syntax' : 'sql-refused', sentence(parsed.message), {
      context: { sql, ...position },
    })
  }
  const [tree, second] = parsed.statements
  // Our splitting and the engine's must agree; where they do not, nothing runs.
  if (tree === undefined || second !== undefined)
    throw new FirnError('sql-refused', 'This is not one statement.', { context: { sql } })
  return tree
}

async function proveFilled(
  tree: unknown,
  sql: string,
  values: { readonly [name: string]: string },
  tools: PrepareTools,
): Promise<void> {
  const again = await parseOne(sql, tools)
  if (!sameButFilled(tree, again, values))
    throw new FirnError('sql-refused', 'A parameter can stand for a value only.', { context: { sql } })
}

interface Resolved {
  readonly sql: string
  readonly relations: readonly Relation[]
  readonly views: readonly { readonly name: string; readonly sql: string }[]
}

/**
 * Makes each table name a view. The engine does not tell capitals from small letters in names, files do: of
 * two names that differ in nothing else, the later one gets a view of another name, and the SQL is changed in
 * the places where it stands.
 */
async function resolveTables(
  tables: readonly TableUse[],
  sql: string,
  place: { typed: string; from: number; tools: PrepareTools; filled(position: number): number },
): Promise<Resolved> {
  const { typed, from, tools } = place
  const names = [...new Set(tables.map((table) => table.name))]
  const relations: Relation[] = []
  const views: { name: string; sql: string }[] = []
  const taken = new Set<string>()
  const renamed = new Map<string, string>()
  for (const name of names) {
    const use = tables.find((table) => table.name === name)
    const relation = await tools.relations
      .relation(name, { signal: tools.signal })
      .catch((error: unknown) => {
        throw withContext(error, typed, (use?.position ?? 0) + from)
      })
    let view = name
    for (let count = 2; taken.has(foldCase(view)); count += 1) view = `${name}#${count}`
    taken.add(foldCase(view))
    if (view !== name) renamed.set(name, view)
    relations.push(relation)
    views.push({ name: view, sql: relation.sql })
  }
  return {
    sql: renamed.size === 0 ? sql : withNewNames(sql, tables, renamed, place.filled),
    relations,
    views,
  }
}

function withNewNames(
  sql: string,
  tables: readonly TableUse[],
  renamed: ReadonlyMap<string, string>,
  original: (position: number) => number,
): string {
  const uses = new Map(
    tables.filter((table) => renamed.has(table.name)).map((table) => [table.position, table]),
  )
  let changed = ''
  let copied = 0
  for (const token of sqlTokens(sql)) {
    const use = uses.get(original(token.from))
    if (use === undefined || token.kind === 'comment') continue
    changed += sql.slice(copied, token.from) + identifier(renamed.get(use.name) ?? use.name)
    if (!use.aliased) changed += ` AS ${identifier(use.name)}`
    copied = token.to
  }
  return changed + sql.slice(copied)
}

function distinctInputs(relations: readonly Relation[]): LineageInput[] {
  const inputs = relations.flatMap(({ input }) => (input === undefined ? [] : [input]))
  return inputs.filter(
    (input, index) => inputs.findIndex((each) => JSON.stringify(each) === JSON.stringify(input)) === index,
  )
}

/** The same error, told about the text that was typed. */
export function moveError(error: unknown, sql: string, move: (position: number) => number): unknown {
  if (!(error instanceof FirnError)) return error
  const { position } = error.context
  const moved = position === undefined ? {} : { position: Math.max(0, Math.min(move(position), sql.length)) }
  return new FirnError(error.code, error.message, {
    hint: error.hint,
    cause: error,
    context: { ...error.context, sql, ...moved },
  })
}

/**
 * An error of the engine about SQL that was made from a prepared query, told about what was typed. A position
 * in the parts that we added is left out.
 */
export function restate(error: unknown, executed: string, prepared: PreparedQuery): unknown {
  if (!(error instanceof FirnError)) return error
  const start = executed.indexOf(prepared.sql)
  const { position, ...context } = error.context
  const inside =
    position !== undefined && start >= 0 && position >= start && position <= start + prepared.sql.length
  const moved = inside ? { position: prepared.typedPosition(position - start) } : {}
  return new FirnError(error.code, error.message, {
    hint: error.hint,
    cause: error,
    context: { ...context, sql: prepared.typed, ...moved },
  })
}

function withContext(error: unknown, sql: string, position: number): unknown {
  if (!(error instanceof FirnError)) return error
  return new FirnError(error.code, error.message, {
    hint: error.hint,
    cause: error,
    context: { ...error.context, sql, position },
  })
}

function sentence(message: string): string {
  const [first = ''] = message
  return `${first.toUpperCase()}${message.slice(1)}${/[.!?]$/.test(message) ? '' : '.'}`
}
