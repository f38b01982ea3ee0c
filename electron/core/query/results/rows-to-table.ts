import { parseSqlType, type SqlType } from '../../../../shared/model/sql-type.ts'
import { identifier } from '../sql-text.ts'
import type { TableColumn } from './columns.ts'

/** Whether values of all columns find their way back from the form of pages. */
export function canGoBack(columns: readonly TableColumn[]): boolean {
  return columns.every((column) => goesBack(parseSqlType(column.type)))
}

/** Makes an empty table for rows of a result. */
export function emptyTableSql(table: string, columns: readonly TableColumn[]): string {
  return `CREATE TABLE ${identifier(table)} (${columns.map(({ inTable, type }) => `${identifier(inTable)} ${type}`).join(', ')})`
}

/** Puts whole rows of pages (a JSON array of arrays, the parameter `rows`) into such a table, in their order. */
export function insertRowsSql(table: string, columns: readonly TableColumn[]): string {
  const cells = columns.map(({ type }, index) => fromJson(parseSqlType(type), type, `cells[${index + 1}]`, 0))
  return `INSERT INTO ${identifier(table)} SELECT ${cells.join(', ')} FROM (SELECT unnest(CAST($rows AS JSON[][])) AS cells)`
}

function goesBack(type: SqlType): boolean {
  switch (type.kind) {
    case 'scalar':
      return !/^(VARIANT|GEOMETRY|UNION)/.test(type.name)
    case 'list':
      return goesBack(type.item)
    case 'struct':
      return type.fields.every((field) => goesBack(field.type))
    case 'map':
      return goesBack(type.key) && goesBack(type.value)
    default:
      return type satisfies never
  }
}

/** The reverse of `toJsonValue`. `written` is the type as SQL has it; parts of nested types have none of their own. */
function fromJson(type: SqlType, written: string, json: string, depth: number): string {
  const content = `(${json} ->> '$')`
  if (type.kind === 'scalar')
    return type.name === 'BLOB' ? `from_base64(${content})` : `CAST(${content} AS ${written})`
  return `CASE WHEN json_type(${json}) = 'NULL' THEN NULL ELSE CAST(${nested(type, json, depth)} AS ${written}) END`
}

function nested(type: Exclude<SqlType, { kind: 'scalar' }>, json: string, depth: number): string {
  const part = (of: SqlType, from: string) => {
    if (of.kind !== 'scalar')
      return `CASE WHEN json_type(${from}) = 'NULL' THEN NULL ELSE ${nested(of, from, depth + 1)} END`
    return of.name === 'BLOB' ? `from_base64(${from} ->> '$')` : `(${from} ->> '$')`
  }
  const item = `item${depth}`
  switch (type.kind) {
    case 'list':
      return `list_transform(CAST(${json} AS JSON[]), lambda ${item}: ${part(type.item, item)})`
    case 'struct': {
      const fields = type.fields.map(
        ({ name, type: of }) => `${identifier(name)} := ${part(of, `(${json} -> ${pathTo(name)})`)}`,
      )
      return `struct_pack(${fields.join(', ')})`
    }
    case 'map': {
      const pair = `struct_pack(k := ${part(type.key, `(${item} -> '$.key')`)}, v := ${part(type.value, `(${item} -> '$.value')`)})`
      return `map_from_entries(list_transform(CAST(${json} AS JSON[]), lambda ${item}: ${pair}))`
    }
    default:
      return type satisfies never
  }
}

function pathTo(name: string): string {
  return `'$."${name.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll("'", "''")}"'`
}
