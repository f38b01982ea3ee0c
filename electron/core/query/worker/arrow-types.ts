import {
  Binary,
  Bool,
  type Data,
  type DataType,
  DateDay,
  Decimal,
  Field,
  Float32,
  Float64,
  Int16,
  Int32,
  Int64,
  Int8,
  List,
  Map_,
  Struct,
  TimeMicrosecond,
  Timestamp,
  TimeUnit,
  Uint16,
  Uint32,
  Uint64,
  Uint8,
  Utf8,
} from 'apache-arrow'
import {
  DuckDBArrayType,
  type DuckDBArrayValue,
  type DuckDBBlobValue,
  type DuckDBDateValue,
  DuckDBDecimalType,
  type DuckDBDecimalValue,
  DuckDBListType,
  type DuckDBListValue,
  DuckDBMapType,
  type DuckDBMapValue,
  DuckDBStructType,
  type DuckDBStructValue,
  type DuckDBTimestampMillisecondsValue,
  type DuckDBTimestampNanosecondsValue,
  type DuckDBTimestampSecondsValue,
  type DuckDBTimestampTZValue,
  type DuckDBTimestampValue,
  type DuckDBTimeValue,
  type DuckDBType,
  DuckDBTypeId,
  type DuckDBValue,
} from '@duckdb/node-api'

/** An Arrow type and how a value of the engine is handed to its builder. */
export interface ArrowColumn {
  readonly type: DataType
  /**
   * The type to build with: times as the integers that they are. Arrow's own builders of times take milliseconds
   * as doubles, which loses what is finer.
   */
  readonly built: DataType
  toArrow(value: DuckDBValue): unknown
}

/** Gives built data its proper type; the bytes stay as they are. */
export function retyped(data: Data, type: DataType): Data {
  const children = data.children.map((child, index) =>
    retyped(child, type.children[index]?.type ?? child.type),
  )
  return data.clone(type, data.offset, data.length, data.nullCount, data.buffers, children)
}

const same = (value: DuckDBValue) => value
const simple: { readonly [TypeId in DuckDBTypeId]?: () => DataType } = {
  [DuckDBTypeId.BOOLEAN]: () => new Bool(),
  [DuckDBTypeId.TINYINT]: () => new Int8(),
  [DuckDBTypeId.SMALLINT]: () => new Int16(),
  [DuckDBTypeId.INTEGER]: () => new Int32(),
  [DuckDBTypeId.BIGINT]: () => new Int64(),
  [DuckDBTypeId.UTINYINT]: () => new Uint8(),
  [DuckDBTypeId.USMALLINT]: () => new Uint16(),
  [DuckDBTypeId.UINTEGER]: () => new Uint32(),
  [DuckDBTypeId.UBIGINT]: () => new Uint64(),
  [DuckDBTypeId.FLOAT]: () => new Float32(),
  [DuckDBTypeId.DOUBLE]: () => new Float64(),
}

/**
 * The Arrow column for a type of the engine. What Arrow holds as well keeps its type; HUGEINT, INTERVAL, UUID,
 * ENUM, UNION and other rarities become text, which loses nothing.
 */
export function arrowColumn(type: DuckDBType): ArrowColumn {
  const plain = simple[type.typeId]?.()
  if (plain !== undefined) return { type: plain, built: plain, toArrow: same }
  if (type instanceof DuckDBDecimalType) {
    const decimal = new Decimal(type.scale, type.width, 128)
    return { type: decimal, built: decimal, toArrow: (value) => words((value as DuckDBDecimalValue).value) }
  }
  if (type instanceof DuckDBListType || type instanceof DuckDBArrayType) return listColumn(type.valueType)
  if (type instanceof DuckDBStructType) return structColumn(type)
  if (type instanceof DuckDBMapType) return mapColumn(type)
  return timeColumn(type) ?? { type: new Utf8(), built: new Utf8(), toArrow: String }
}

function timeColumn(type: DuckDBType): ArrowColumn | undefined {
  const time = (arrow: DataType, toArrow: (value: never) => bigint): ArrowColumn => ({
    type: arrow,
    built: new Int64(),
    toArrow,
  })
  switch (type.typeId) {
    case DuckDBTypeId.DATE:
      return { type: new DateDay(), built: new Int32(), toArrow: (value) => (value as DuckDBDateValue).days }
    case DuckDBTypeId.TIME:
      return time(new TimeMicrosecond(), (value: DuckDBTimeValue) => value.micros)
    case DuckDBTypeId.TIMESTAMP:
      return time(new Timestamp(TimeUnit.MICROSECOND), (value: DuckDBTimestampValue) => value.micros)
    case DuckDBTypeId.TIMESTAMP_TZ:
      return time(new Timestamp(TimeUnit.MICROSECOND, 'UTC'), (value: DuckDBTimestampTZValue) => value.micros)
    case DuckDBTypeId.TIMESTAMP_S:
      return time(new Timestamp(TimeUnit.SECOND), (value: DuckDBTimestampSecondsValue) => value.seconds)
    case DuckDBTypeId.TIMESTAMP_MS:
      return time(
        new Timestamp(TimeUnit.MILLISECOND),
        (value: DuckDBTimestampMillisecondsValue) => value.millis,
      )
    case DuckDBTypeId.TIMESTAMP_NS:
      return time(new Timestamp(TimeUnit.NANOSECOND), (value: DuckDBTimestampNanosecondsValue) => value.nanos)
    case DuckDBTypeId.BLOB:
      return { type: new Binary(), built: new Binary(), toArrow: (value) => (value as DuckDBBlobValue).bytes }
    default:
      return undefined
  }
}

function listColumn(valueType: DuckDBType): ArrowColumn {
  const item = arrowColumn(valueType)
  return {
    type: new List(new Field('item', item.type, true)),
    built: new List(new Field('item', item.built, true)),
    toArrow: (value) =>
      (value as DuckDBListValue | DuckDBArrayValue).items.map((each) =>
        each === null ? null : item.toArrow(each),
      ),
  }
}

function structColumn(struct: DuckDBStructType): ArrowColumn {
  const fields = struct.entryNames.map((name, index) => ({
    name,
    ...arrowColumn(struct.entryTypes[index] as DuckDBType),
  }))
  return {
    type: new Struct(fields.map(({ name, type }) => new Field(name, type, true))),
    built: new Struct(fields.map(({ name, built }) => new Field(name, built, true))),
    toArrow: (value) => {
      const { entries } = value as DuckDBStructValue
      return Object.fromEntries(
        fields.map(({ name, toArrow }) => [name, toArrowOrNull(entries[name], toArrow)]),
      )
    },
  }
}

function toArrowOrNull(value: DuckDBValue | undefined, toArrow: ArrowColumn['toArrow']): unknown {
  return value === null || value === undefined ? null : toArrow(value)
}

function mapColumn(map: DuckDBMapType): ArrowColumn {
  const key = arrowColumn(map.keyType)
  const value = arrowColumn(map.valueType)
  const map_ = (keys: DataType, values: DataType) =>
    new Map_(
      new Field(
        'entries',
        new Struct([new Field('key', keys, false), new Field('value', values, true)]),
        false,
      ) as never,
    )
  return {
    type: map_(key.type, value.type),
    built: map_(key.built, value.built),
    toArrow: (pairs) =>
      new Map(
        (pairs as DuckDBMapValue).entries.map((pair) => [
          key.toArrow(pair.key),
          pair.value === null ? null : value.toArrow(pair.value),
        ]),
      ),
  }
}

/** A 128-bit two's complement number as Arrow lays it out: four little-endian words. */
function words(value: bigint): Uint32Array {
  const unsigned = BigInt.asUintN(128, value)
  return Uint32Array.from([0n, 32n, 64n, 96n], (shift) => Number((unsigned >> shift) & 0xffff_ffffn))
}
