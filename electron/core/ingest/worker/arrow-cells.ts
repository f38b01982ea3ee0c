import {
  type Data,
  DataType,
  DateUnit,
  type Decimal,
  type Dictionary,
  type FixedSizeList,
  TimeUnit,
  type Timestamp,
  Vector,
} from 'apache-arrow'
import { dateText, inMicros, timestampText, timeText } from './arrow-times.ts'
import { isBinary, isLargeList, zoned } from './arrow-types.ts'

/** Reads cells of one column of a batch: as text of a staging file, and as JSON inside of other values. */
export interface CellReader {
  text(row: number): string | undefined
  json(row: number): string
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
    return quoted((row) =>
      dateText(type.unit === DateUnit.DAY ? Number(values[row]) * 86_400_000 : Number(values[row])),
    )
  if (DataType.isTime(type)) return quoted((row) => timeText(BigInt(values[row] ?? 0), type.unit))
  if (DataType.isTimestamp(type)) return timestampReader(data as Data<Timestamp>)
  if (DataType.isDuration(type)) return bare((row) => String(values[row]))
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
  const readers = chunks.map((chunk) => ({ reader: cellReader(chunk), length: chunk.length }))
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
      reader: child === undefined ? undefined : cellReader(child),
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
    child === undefined ? undefined : DataType.isMap(data.type) ? entryReader(child) : cellReader(child)
  return bare((row) => listText(reader, Number(offsets[row]), Number(offsets[row + 1])))
}

/** Entries of a map are written as `key` and `value`, whatever the file calls them. */
function entryReader(data: Data): CellReader {
  const [key, value] = data.children.map((child) => cellReader(child))
  return {
    text: () => undefined,
    json: (row) => `{"key":${key?.json(row) ?? 'null'},"value":${value?.json(row) ?? 'null'}}`,
  }
}

function fixedListReader(data: Data<FixedSizeList>): ValueReader {
  const size = data.type.listSize
  const child = data.children[0]
  const reader = child === undefined ? undefined : cellReader(child)
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
  const raw = data.values
  let value = 0n
  for (let word = words - 1; word >= 0; word -= 1)
    value = (value << 32n) | BigInt(raw[row * words + word] ?? 0)
  value = BigInt.asIntN(bitWidth, value)
  const digits = (value < 0n ? -value : value).toString().padStart(scale + 1, '0')
  const text = scale > 0 ? `${digits.slice(0, -scale)}.${digits.slice(-scale)}` : digits
  return value < 0n ? `-${text}` : text
}
