import { DataType, Precision, TimeUnit, type Timestamp, Type } from 'apache-arrow'
import { identifier } from '../../query/sql-text.ts'

/** How the text of a staged cell becomes a value of its column. */
export type Written = 'text' | 'json' | 'base64' | 'micros' | 'zoned-micros' | 'nanos'

/** The engine's type for an Arrow type, exact wherever the engine has one, and how its cells are written. */
export function columnType(type: DataType): { readonly type: string; readonly written: Written } {
  if (DataType.isTimestamp(type)) {
    if (zoned(type)) return { type: 'TIMESTAMP WITH TIME ZONE', written: 'zoned-micros' }
    return type.unit === TimeUnit.NANOSECOND
      ? { type: 'TIMESTAMP_NS', written: 'nanos' }
      : { type: 'TIMESTAMP', written: 'micros' }
  }
  if (isBinary(type)) return { type: 'BLOB', written: 'base64' }
  if (DataType.isDictionary(type)) return columnType(type.dictionary)
  if (isNested(type)) return { type: innerType(type), written: 'json' }
  return { type: innerType(type), written: 'text' }
}

const integerTypes: Readonly<Record<string, string>> = {
  '8': 'TINYINT',
  '16': 'SMALLINT',
  '32': 'INTEGER',
  '64': 'BIGINT',
}

function innerType(type: DataType): string {
  if (DataType.isInt(type))
    return `${type.isSigned ? '' : 'U'}${integerTypes[String(type.bitWidth)] ?? 'BIGINT'}`
  if (DataType.isFloat(type)) return type.precision === Precision.DOUBLE ? 'DOUBLE' : 'FLOAT'
  if (DataType.isBool(type)) return 'BOOLEAN'
  // Parquet knows no negative intervals: a duration stays the number of its own unit.
  if (DataType.isDuration(type)) return 'BIGINT'
  if (DataType.isDecimal(type))
    return type.precision <= 38 ? `DECIMAL(${type.precision},${type.scale})` : 'VARCHAR'
  if (DataType.isDate(type)) return 'DATE'
  if (DataType.isTime(type)) return 'TIME'
  if (DataType.isTimestamp(type))
    return zoned(type)
      ? 'TIMESTAMP WITH TIME ZONE'
      : type.unit === TimeUnit.NANOSECOND
        ? 'TIMESTAMP_NS'
        : 'TIMESTAMP'
  if (DataType.isDictionary(type)) return innerType(type.dictionary)
  if (DataType.isList(type) || DataType.isFixedSizeList(type) || isLargeList(type))
    return `${innerType(type.children[0]?.type ?? type)}[]`
  if (DataType.isStruct(type)) {
    return `STRUCT(${type.children.map((field) => `${identifier(field.name)} ${innerType(field.type)}`).join(', ')})`
  }
  if (DataType.isMap(type)) {
    const [key, value] = (type.children[0]?.type as DataType | undefined)?.children ?? []
    return `STRUCT("key" ${key === undefined ? 'VARCHAR' : innerType(key.type)}, "value" ${value === undefined ? 'VARCHAR' : innerType(value.type)})[]`
  }
  return DataType.isUnion(type) ? 'JSON' : 'VARCHAR'
}

export function zoned(type: Timestamp): boolean {
  return type.timezone !== null && type.timezone !== undefined && type.timezone !== ''
}

export function isBinary(type: DataType): boolean {
  return (
    DataType.isBinary(type) ||
    DataType.isFixedSizeBinary(type) ||
    type.typeId === Type.LargeBinary ||
    type.typeId === Type.BinaryView
  )
}

export function isLargeList(type: DataType): boolean {
  return type.typeId === Type.LargeList
}

export function isNested(type: DataType): boolean {
  return (
    DataType.isList(type) ||
    isLargeList(type) ||
    DataType.isFixedSizeList(type) ||
    DataType.isStruct(type) ||
    DataType.isMap(type) ||
    DataType.isUnion(type)
  )
}
