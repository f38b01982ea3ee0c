import type { JsonOptions } from '../../../shared/model/table.ts'

/** `{`, `[` and what may follow them in JSON; a log that begins with `[2016-12-19` is none. */
const beginning = /^\s*(\{\s*("|\}|$)|\[\s*([{["\]]|-?\d+(\.\d+)?([eE][+-]?\d+)?\s*[,\]]|true|false|null|$))/

/**
 * How JSON is laid out, by its beginning; undefined when it is no JSON. A file whose lines each are a value is
 * `lines`; one that begins with `[` is an array of records; anything else is one record (or several, one
 * after the other, over many lines each).
 */
export function jsonShape(text: string, whole: boolean, extension: string): JsonOptions | undefined {
  // The name says what it is: a damaged first line changes nothing.
  if (
    extension === 'jsonl' &&
    text.split(/\r\n|\n|\r/, 200).some((line) => beginning.test(line) && isValue(line))
  )
    return { kind: 'json', shape: 'lines' }
  if (!beginning.test(text)) {
    const scalar = whole && (extension === 'json' || extension === 'jsonl') && isValue(text.trim())
    return scalar ? { kind: 'json', shape: 'record' } : undefined
  }
  if (extension === 'jsonl') return { kind: 'json', shape: 'lines' }
  const lines = text.split(/\r\n|\n|\r/).filter((line) => line.trim() !== '')
  const complete = whole ? lines : lines.slice(0, -1)
  const first = complete[0]
  if (first !== undefined && complete.length >= 2 && /^\s*[{[]/.test(first) && isValue(first)) {
    const values = complete.slice(0, 50).filter((line) => isValue(line)).length
    if (values >= Math.min(complete.length, 50) * 0.5) return { kind: 'json', shape: 'lines' }
  }
  if (/^\s*\[/.test(text)) {
    // Without an extension a single line in brackets is rather the beginning of some log.
    return extension === 'json' || complete.length === 0 || isValue(text) || /^\s*\[\s*[{["]/.test(text)
      ? { kind: 'json', shape: 'array' }
      : undefined
  }
  if (first !== undefined && complete.length === 1 && extension !== 'json' && isValue(first))
    return { kind: 'json', shape: 'lines' }
  return { kind: 'json', shape: 'record' }
}

function isValue(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
