import {
  type Data,
  DataType,
  type Decimal,
  type Dictionary,
  type FixedSizeList,
  type Interval,
  TimeUnit,
  type Timestamp,
  Type,
  Vector,
} from 'apache-arrow'
import { identifier } from '../../query/sql-text.ts'

/** How the text of a staged cell becomes a value of its column. */
export type Written = 'text' | 'json' | 'base64' | 'micros' | 'zoned-micros' | 'nanos'

/** Reads cells of one column of a batch: as text of a staging file, and as JSON inside of other values. */
export interface CellReader {
  text(row: number): string | undefined
  json(row: number): string
}

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
  if (DataType.isFloat(type)) return type.precision === 2 ? 'DOUBLE' : 'FLOAT'
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

/** Makes the reader for one column of a batch. */
export function cellReader(data: Data): CellReader {
  if (DataType.isNull(data.type)) return { text: () => undefined, json: () => 'null' }
  const reader = valueReader(data)
  const isValid = (row: number) => data.nullCount === 0 || data.getValid(row)
  return {
    text: (row) => (isValid(row) ? reader.text(row) : undefined),
    json: (row) => (isValid(row) ? reader.json(row) : 'null'),
  }
}

interface ValueReader {
  text(row: number): string
  json(row: number): string
}

const bare = (text: (row: number) => string): ValueReader => ({ text, json: text })
const quoted = (text: (row: number) => string): ValueReader => ({
  text,
  json: (row) => JSON.stringify(text(row)),
})

function valueReader(data: Data): ValueReader {
  const { type } = data
  const values = data.values as ArrayLike<number | bigint>
  if (DataType.isInt(type)) return bare((row) => String(values[row]))
  if (DataType.isFloat(type)) return floatReader(data)
  if (DataType.isDecimal(type)) return quoted((row) => decimalText(data as Data<Decimal>, row))
  if (DataType.isDate(type))
    return quoted((row) => dateText(type.unit === 0 ? Number(values[row]) * 86_400_000 : Number(values[row])))
  if (DataType.isTime(type)) return quoted((row) => timeText(BigInt(values[row] ?? 0), type.unit))
  if (DataType.isTimestamp(type)) return timestampReader(data as Data<Timestamp>)
  if (DataType.isDuration(type)) return bare((row) => String(values[row]))
  if (DataType.isInterval(type))
    return quoted((row) => String((values as ArrayLike<number>)[row]) + intervalUnit(type))
  if (DataType.isDictionary(type)) return dictionaryReader(data as Data<Dictionary>)
  if (DataType.isStruct(type)) return structReader(data)
  if (DataType.isFixedSizeList(type)) return fixedListReader(data as Data<FixedSizeList>)
  if (DataType.isList(type) || isLargeList(type) || DataType.isMap(type)) return listReader(data)
  return vectorReader(data)
}

/** Types whose values the library gives without loss: text, binary, booleans, unions. */
function vectorReader(data: Data): ValueReader {
  const vector = new Vector([data])
  const { type } = data
  if (DataType.isBool(type)) return bare((row) => String(vector.get(row)))
  if (isBinary(type)) return quoted((row) => Buffer.from(vector.get(row) as Uint8Array).toString('base64'))
  if (DataType.isUnion(type))
    return bare((row) =>
      JSON.stringify(vector.get(row), (_, value: unknown) =>
        typeof value === 'bigint' ? value.toString() : value,
      ),
    )
  return quoted((row) => String(vector.get(row)))
}

function floatReader(data: Data): ValueReader {
  const vector = new Vector([data])
  const text = (row: number) => {
    const value = Number(vector.get(row))
    if (Number.isNaN(value)) return 'nan'
    if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf'
    return Object.is(value, -0) ? '-0.0' : String(value)
  }
  return { text, json: (row) => (/^-?(inf|nan)/.test(text(row)) ? `"${text(row)}"` : text(row)) }
}

function timestampReader(data: Data<Timestamp>): ValueReader {
  const { unit } = data.type
  const values = data.values as unknown as ArrayLike<bigint>
  const isNanos = unit === TimeUnit.NANOSECOND && !zoned(data.type)
  return {
    text: (row) => String(isNanos ? (values[row] ?? 0n) : inMicros(values[row] ?? 0n, unit)),
    json: (row) => JSON.stringify(timestampText(inMicros(values[row] ?? 0n, unit), zoned(data.type))),
  }
}

function dictionaryReader(data: Data<Dictionary>): ValueReader {
  const indexes = data.values as unknown as ArrayLike<number | bigint>
  const chunks = (data.dictionary as Vector | undefined)?.data ?? []
  const readers = chunks.map((chunk) => ({ reader: cellReader(chunk as Data), length: chunk.length }))
  const find = (row: number) => {
    let index = Number(indexes[row])
    for (const { reader, length } of readers) {
      if (index < length) return { reader, index }
      index -= length
    }
    throw new RangeError('a dictionary has no such entry')
  }
  return {
    text: (row) => {
      const { reader, index } = find(row)
      return reader.text(index) ?? ''
    },
    json: (row) => {
      const { reader, index } = find(row)
      return reader.json(index)
    },
  }
}

function structReader(data: Data): ValueReader {
  const fields = data.type.children.map((field: { name: string }, index: number) => {
    const child = data.children[index]
    return {
      key: JSON.stringify(field.name),
      reader: child === undefined ? undefined : cellReader(child as Data),
    }
  })
  return bare(
    (row) =>
      `{${fields.map(({ key, reader }: { key: string; reader: CellReader | undefined }) => `${key}:${reader?.json(row) ?? 'null'}`).join(',')}}`,
  )
}

function listReader(data: Data): ValueReader {
  const offsets = data.valueOffsets as unknown as ArrayLike<number | bigint>
  const child = data.children[0]
  const reader =
    child === undefined
      ? undefined
      : DataType.isMap(data.type)
        ? entryReader(child as Data)
        : cellReader(child as Data)
  return bare((row) => listText(reader, Number(offsets[row]), Number(offsets[row + 1])))
}

/** Entries of a map are written as `key` and `value`, whatever the file calls them. */
function entryReader(data: Data): CellReader {
  const [key, value] = data.children.map((child) => cellReader(child as Data))
  return {
    text: () => undefined,
    json: (row) => `{"key":${key?.json(row) ?? 'null'},"value":${value?.json(row) ?? 'null'}}`,
  }
}

function fixedListReader(data: Data<FixedSizeList>): ValueReader {
  const size = data.type.listSize
  const child = data.children[0]
  const reader = child === undefined ? undefined : cellReader(child as Data)
  return bare((row) => listText(reader, row * size, (row + 1) * size))
}

function listText(reader: CellReader | undefined, from: number, to: number): string {
  const items: string[] = []
  for (let index = from; index < to; index += 1) items.push(reader?.json(index) ?? 'null')
  return `[${items.join(',')}]`
}

function decimalText(data: Data<Decimal>, row: number): string {
  const { bitWidth, scale } = data.type
  const words = bitWidth / 32
  const raw = data.values as unknown as Uint32Array
  let value = 0n
  for (let word = words - 1; word >= 0; word -= 1)
    value = (value << 32n) | BigInt(raw[row * words + word] ?? 0)
  value = BigInt.asIntN(bitWidth, value)
  const digits = (value < 0n ? -value : value).toString().padStart(scale + 1, '0')
  const text = scale > 0 ? `${digits.slice(0, -scale)}.${digits.slice(-scale)}` : digits
  return value < 0n ? `-${text}` : text
}

const microsPer: Readonly<Record<number, bigint>> = {
  [TimeUnit.SECOND]: 1_000_000n,
  [TimeUnit.MILLISECOND]: 1000n,
  [TimeUnit.MICROSECOND]: 1n,
}

function inMicros(value: bigint, unit: TimeUnit): bigint {
  return unit === TimeUnit.NANOSECOND ? value / 1000n : value * (microsPer[unit] ?? 1n)
}

function dateText(milliseconds: number): string {
  return isoDay(Math.floor(milliseconds / 86_400_000))
}

/** Years beyond 9999 and before 1 get the spelling that the engine reads. */
function isoDay(days: number): string {
  const date = new Date(days * 86_400_000)
  const year = date.getUTCFullYear()
  const rest = date.toISOString().slice(-20, -14).replace('T', '')
  const monthAndDay = /-\d{2}-\d{2}(?=T)/.exec(date.toISOString())?.[0] ?? rest
  return year > 0
    ? `${String(year).padStart(4, '0')}${monthAndDay}`
    : `${String(1 - year).padStart(4, '0')}${monthAndDay} (BC)`
}

function timeText(value: bigint, unit: TimeUnit): string {
  return clockText(inMicros(value, unit))
}

function clockText(micros: bigint): string {
  const two = (part: bigint) => String(part).padStart(2, '0')
  const seconds = micros / 1_000_000n
  return `${two(seconds / 3600n)}:${two((seconds / 60n) % 60n)}:${two(seconds % 60n)}.${String(micros % 1_000_000n).padStart(6, '0')}`
}

function timestampText(micros: bigint, withZone: boolean): string {
  const perDay = 86_400_000_000n
  const days = micros >= 0n ? micros / perDay : -((-micros + perDay - 1n) / perDay)
  return `${isoDay(Number(days))} ${clockText(micros - days * perDay)}${withZone ? '+00' : ''}`
}

function intervalUnit(type: Interval): string {
  return type.unit === 0 ? ' months' : ''
}

function zoned(type: Timestamp): boolean {
  return type.timezone !== null && type.timezone !== undefined && type.timezone !== ''
}

function isBinary(type: DataType): boolean {
  return (
    DataType.isBinary(type) ||
    DataType.isFixedSizeBinary(type) ||
    type.typeId === Type.LargeBinary ||
    type.typeId === Type.BinaryView
  )
}

function isLargeList(type: DataType): boolean {
  return type.typeId === Type.LargeList
}

function isNested(type: DataType): boolean {
  return (
    DataType.isList(type) ||
    isLargeList(type) ||
    DataType.isFixedSizeList(type) ||
    DataType.isStruct(type) ||
    DataType.isMap(type) ||
    DataType.isUnion(type)
  )
}
