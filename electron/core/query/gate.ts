import { FirnError } from '../../../shared/contract/errors.ts'
import { allowedFunctions, allowedTableFunctions, volatileFunctions } from './functions.ts'
import { refusedFunction, refusedTableFunction } from './refusals.ts'
import { characterOfByte, foldCase } from './sql-text.ts'

/** One place in the SQL that reads a table by name. */
export interface TableUse {
  readonly name: string
  /** Offset in characters of the name in the SQL. */
  readonly position: number
  /** The query gives it another name to be addressed by. */
  readonly aliased: boolean
}

/** What the gate learned about a SELECT that it let through. */
export interface GatedQuery {
  readonly tables: readonly TableUse[]
  /** Names behind `$`, each once. */
  readonly parameters: readonly string[]
  /** The query is `SELECT * FROM` this one table and nothing else: no order, no filter, no limit. */
  readonly plainTable: string | undefined
  /** Running it again may give other values. */
  readonly volatile: boolean
}

type Tree = { readonly [key: string]: unknown }

/** Names of common table expressions in scope, in small letters; `recurring` ones may also be written so. */
interface Scope {
  readonly names: ReadonlySet<string>
  readonly recurring: ReadonlySet<string>
}

const queryNodes = new Set(['SELECT_NODE', 'SET_OPERATION_NODE', 'RECURSIVE_CTE_NODE', 'CTE_NODE'])
const harmlessParts = new Set([
  ...['SUBQUERY', 'JOIN', 'EMPTY', 'EXPRESSION_LIST', 'PIVOT'],
  ...['ORDER_MODIFIER', 'LIMIT_MODIFIER', 'LIMIT_PERCENT_MODIFIER', 'DISTINCT_MODIFIER'],
  ...['ORDER_DEFAULT', 'ASCENDING', 'DESCENDING', 'INVALID'],
])
const expressionClasses = new Set([
  ...[
    'COLUMN_REF',
    'CONSTANT',
    'FUNCTION',
    'WINDOW',
    'CAST',
    'OPERATOR',
    'CONJUNCTION',
    'COMPARISON',
    'BETWEEN',
  ],
  ...[
    'CASE',
    'SUBQUERY',
    'STAR',
    'LAMBDA',
    'PARAMETER',
    'COLLATE',
    'DEFAULT',
    'POSITIONAL_REFERENCE',
    'LAMBDA_REF',
  ],
])
const valueNames = new Set([
  'current_time',
  'current_timestamp',
  'current_date',
  'localtime',
  'localtimestamp',
])

/**
 * Decides about one statement by its tree, as `json_serialize_sql` gives it. Only a SELECT passes that reads
 * named tables and calls known functions; a part of a kind that this code does not know is refused, because
 * a new version of the engine may have given it a meaning. Throws `sql-refused`, with the position in
 * characters, and `sql-failed` for functions that do not exist.
 */
export function gateStatement(tree: unknown, sql: string): GatedQuery {
  const walk = new Walk(sql)
  const node = isTree(tree) ? tree['node'] : undefined
  if (!isTree(node))
    throw new FirnError('sql-refused', 'Only SELECT statements run here.', { context: { sql } })
  walk.part(node, { names: new Set(), recurring: new Set() })
  return {
    tables: walk.tables,
    parameters: [...walk.parameters],
    plainTable: plainTable(node),
    volatile: walk.volatile,
  }
}

/**
 * Decides about a condition that was parsed as `SELECT * FROM t WHERE (…)`. It may look at the columns of
 * `t` only: tables in it are refused, and so is text that reaches beyond the condition. Throws as
 * `gateStatement` does.
 */
export function gateCondition(tree: unknown, sql: string): { readonly volatile: boolean } {
  const node = isTree(tree) ? tree['node'] : undefined
  const known = new Set(['type', 'select_list', 'from_table', 'where_clause', 'aggregate_handling'])
  if (!isTree(node) || node['type'] !== 'SELECT_NODE' || Object.keys(node).some((key) => !known.has(key)))
    throw new FirnError('sql-refused', 'This is more than a condition.', {
      context: { sql },
      hint: 'Write what follows WHERE.',
    })
  const { tables, volatile } = gateStatement(tree, sql)
  const extra = tables[1]
  if (extra !== undefined)
    throw new FirnError('sql-refused', `A condition cannot read the table "${extra.name}".`, {
      context: { sql, position: extra.position },
      hint: 'Use the columns of this result, or write a query.',
    })
  return { volatile }
}

class Walk {
  readonly tables: TableUse[] = []
  readonly parameters = new Set<string>()
  volatile = false
  private readonly sql: string

  constructor(sql: string) {
    this.sql = sql
  }

  part(value: unknown, scope: Scope): void {
    if (Array.isArray(value)) {
      for (const each of value) this.part(each, scope)
      return
    }
    if (!isTree(value)) return
    // Even with a seed: which rows a sample has depends on the threads that read them.
    if (isTree(value['sample'])) this.volatile = true
    const { class: kind, type } = value
    if (typeof kind === 'string') this.expression(kind, value, scope)
    else if (typeof type === 'string') this.node(type, value, scope)
    else this.children(value, scope)
  }

  /** Everything below, except types and constants, which hold no code. */
  private children(tree: Tree, scope: Scope, except: readonly string[] = []): void {
    for (const key in tree) {
      if (key === 'cast_type' || key === 'value_type' || except.includes(key)) continue
      this.part(tree[key], scope)
    }
  }

  private node(type: string, tree: Tree, scope: Scope): void {
    if (queryNodes.has(type)) this.query(type, tree, scope)
    else if (type === 'BASE_TABLE') this.table(tree, scope)
    else if (type === 'TABLE_FUNCTION') this.tableFunction(tree, scope)
    else if (type === 'SHOW_REF') this.show(tree, scope)
    else if (harmlessParts.has(type)) this.children(tree, scope)
    else this.unknown(type, tree)
  }

  private query(type: string, tree: Tree, outer: Scope): void {
    let scope = outer
    const ctes = isTree(tree['cte_map']) ? tree['cte_map']['map'] : undefined
    // Each one sees those before it; the query itself sees all of them.
    for (const cte of Array.isArray(ctes) ? (ctes as unknown[]) : []) {
      if (!isTree(cte) || typeof cte['key'] !== 'string') return this.unknown('WITH', tree)
      this.part(cte['value'], scope)
      scope = withName(scope, cte['key'], false)
    }
    if (type === 'RECURSIVE_CTE_NODE') {
      this.children(tree, scope, ['cte_map', 'right'])
      this.part(tree['right'], withName(scope, String(tree['cte_name']), true))
    } else if (type === 'CTE_NODE') {
      this.children(tree, scope, ['cte_map', 'child'])
      this.part(tree['child'], withName(scope, String(tree['cte_name']), false))
    } else {
      this.children(tree, scope, ['cte_map'])
    }
  }

  private table(tree: Tree, scope: Scope): void {
    const { table_name: name, schema_name: schema, catalog_name: catalog } = tree
    if (typeof name !== 'string') return this.unknown('BASE_TABLE', tree)
    this.children(tree, scope, ['column_name_alias'])
    if (tree['at_clause'] !== undefined)
      throw this.refusal(tree, 'AT (…) is not available.', `Name the version in the reference: "${name}@v3".`)
    if (schema === 'recurring' && catalog === undefined && scope.recurring.has(foldCase(name))) return
    if (schema !== undefined || catalog !== undefined) {
      const written = [catalog, schema, name].filter((each) => each !== undefined).join('.')
      const hint = `Write one name, in quotes: FROM "${name}" for a dataset, FROM "dataset@v3/table" for a table of a snapshot.`
      throw this.refusal(tree, `There are no schemas here: ${written}.`, hint)
    }
    if (scope.names.has(foldCase(name))) return
    this.tables.push({ name, position: this.position(tree), aliased: typeof tree['alias'] === 'string' })
  }

  private tableFunction(tree: Tree, scope: Scope): void {
    const call = tree['function']
    if (!isTree(call) || call['class'] !== 'FUNCTION' || typeof call['function_name'] !== 'string')
      return this.unknown('TABLE_FUNCTION', tree)
    const name = foldCase(call['function_name'])
    if (call['catalog'] !== undefined || !isOwnSchema(call['schema']) || !allowedTableFunctions.has(name))
      throw refusedTableFunction(name, { sql: this.sql, position: this.position(tree) })
    this.children(call, scope)
    this.children(tree, scope, ['function'])
  }

  private show(tree: Tree, scope: Scope): void {
    const { show_type: kind, query } = tree
    if (!isTree(query) || (kind !== 'DESCRIBE' && kind !== 'SUMMARY'))
      throw this.refusal(
        tree,
        'SHOW is not available.',
        'DESCRIBE "dataset" shows columns, SUMMARIZE "dataset" shows figures; the catalogue lists what is there.',
      )
    this.part(query, scope)
  }

  private expression(kind: string, tree: Tree, scope: Scope): void {
    if (!expressionClasses.has(kind)) return this.unknown(kind, tree)
    if (kind === 'CONSTANT') return
    if (kind === 'PARAMETER') {
      this.parameters.add(String(tree['identifier']))
      return
    }
    if (kind === 'FUNCTION' || kind === 'WINDOW') this.functionCall(tree)
    if (kind === 'COLUMN_REF') this.noteValueName(tree)
    this.children(tree, scope)
  }

  private functionCall(tree: Tree): void {
    const name = foldCase(String(tree['function_name'] ?? ''))
    const known = allowedFunctions.has(name) && tree['catalog'] === undefined && isOwnSchema(tree['schema'])
    if (!known) throw refusedFunction(name, { sql: this.sql, position: this.position(tree) })
    if (volatileFunctions.has(name) || isAgeFromToday(name, tree)) this.volatile = true
  }

  /** `current_date` without brackets is written like a column. */
  private noteValueName(tree: Tree): void {
    const names = tree['column_names']
    if (Array.isArray(names) && names.length === 1 && valueNames.has(foldCase(String(names[0]))))
      this.volatile = true
  }

  private position(tree: Tree): number {
    const bytes = tree['query_location']
    return typeof bytes === 'number' ? characterOfByte(this.sql, bytes) : 0
  }

  private refusal(tree: Tree, message: string, hint: string): FirnError {
    return new FirnError('sql-refused', message, {
      hint,
      context: { sql: this.sql, position: this.position(tree) },
    })
  }

  private unknown(kind: string, tree: Tree): never {
    throw this.refusal(
      tree,
      `This part of SQL is not available here (${kind}).`,
      'Write it as a plain SELECT.',
    )
  }
}

function withName(scope: Scope, name: string, recurring: boolean): Scope {
  const small = foldCase(name)
  const recurringNames = new Set(scope.recurring)
  if (recurring) recurringNames.add(small)
  else recurringNames.delete(small)
  return { names: new Set(scope.names).add(small), recurring: recurringNames }
}

/** With one argument `age` counts from the day of the run. */
function isAgeFromToday(name: string, call: Tree): boolean {
  const given = call['children']
  return name === 'age' && Array.isArray(given) && given.length === 1
}

/** The engine's own parser writes `main` before functions that it puts in for operators. */
function isOwnSchema(schema: unknown): boolean {
  return schema === undefined || schema === 'main'
}

function plainTable(node: Tree): string | undefined {
  const { select_list: columns, from_table: table } = node
  const star: unknown = Array.isArray(columns) && columns.length === 1 ? columns[0] : undefined
  const plain =
    node['type'] === 'SELECT_NODE' &&
    // GROUP BY ALL leaves no other trace.
    node['aggregate_handling'] === 'STANDARD_HANDLING' &&
    onlyHas(node, ['type', 'select_list', 'from_table', 'aggregate_handling']) &&
    isTree(star) &&
    star['class'] === 'STAR' &&
    onlyHas(star, ['class', 'type', 'query_location']) &&
    isTree(table) &&
    table['type'] === 'BASE_TABLE' &&
    onlyHas(table, ['type', 'alias', 'query_location', 'table_name'])
  return plain ? String(table['table_name']) : undefined
}

function onlyHas(tree: Tree, keys: readonly string[]): boolean {
  return Object.keys(tree).every((key) => keys.includes(key))
}

function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
