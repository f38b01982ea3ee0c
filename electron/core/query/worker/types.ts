import {
  DuckDBArrayType,
  DuckDBListType,
  DuckDBMapType,
  DuckDBStructType,
  type DuckDBType,
  DuckDBTypeId,
  DuckDBUnionType,
} from '@duckdb/node-api'
import { type ResultColumn, valueKind } from '../../../../shared/model/value.ts'
import { identifier } from '../sql-text.ts'

const plainName = /^[a-z_][a-z0-9_]*$/
/** Reserved by the grammar, so the engine quotes them in the types it prints. */
const reserved = new Set(
  `all analyse analyze and any array as asc asymmetric both case cast check collate column constraint create
  default deferrable desc describe distinct do else end except false fetch for foreign from group having in
  initially intersect into lambda lateral leading limit not null offset on only or order pivot pivot_longer
  pivot_wider placing primary qualify references returning select show some summarize symmetric table then to
  trailing true union unique unpivot using variadic when where window with`.split(/\s+/),
)

/** A type as DuckDB prints it: `STRUCT(a BIGINT, "b c" JSON)[]`, `DECIMAL(10,2)`. */
export function typeText(type: DuckDBType): string {
  if (type.alias !== undefined && type.alias !== '') return type.alias
  if (type instanceof DuckDBListType) return `${typeText(type.valueType)}[]`
  if (type instanceof DuckDBArrayType) return `${typeText(type.valueType)}[${type.length}]`
  if (type instanceof DuckDBMapType) return `MAP(${typeText(type.keyType)}, ${typeText(type.valueType)})`
  if (type instanceof DuckDBStructType) {
    const fields = type.entryNames.map((name, index) => named(name, type.entryTypes[index]))
    return `STRUCT(${fields.join(', ')})`
  }
  if (type instanceof DuckDBUnionType) {
    const members = type.memberTags.map((tag, index) => named(tag, type.memberTypes[index]))
    return `UNION(${members.join(', ')})`
  }
  // The engine gives a column of nothing but NULL this type when it stores it.
  if (type.typeId === DuckDBTypeId.SQLNULL) return 'INTEGER'
  return type.toString()
}

function named(name: string, type: DuckDBType | undefined): string {
  const shown = plainName.test(name) && !reserved.has(name) ? name : identifier(name)
  return type === undefined ? shown : `${shown} ${typeText(type)}`
}

export function resultColumn(name: string, type: DuckDBType): ResultColumn {
  const printed = typeText(type)
  return { name, type: printed, kind: type.alias === 'JSON' ? 'text' : valueKind(printed) }
}
