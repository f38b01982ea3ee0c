import { readFileSync } from 'node:fs'

/** A text that would like to be code, and reports by its number when it has become some. */
export interface Payload {
  readonly number: number
  readonly kind: string
  readonly text: string
}

/** All of `e2e/data/payloads.txt`, in its order; no two are equal, whatever their case. */
export const payloads: readonly Payload[] = readPayloads()

/** `wanted` of them, spread evenly, so that many kinds are among them. */
export function somePayloads(wanted: number): readonly Payload[] {
  const step = payloads.length / Math.min(wanted, payloads.length)
  return payloads.filter(({ number }) => Math.floor((number + 1) / step) > Math.floor(number / step))
}

function readPayloads(): Payload[] {
  const lines = readFileSync(new URL('../data/payloads.txt', import.meta.url), 'utf8').split('\n')
  const read: Payload[] = []
  let kind: string | undefined
  for (const line of lines) {
    if (line.startsWith('# ')) kind = line.slice(2)
    // What stands before the first kind explains the file.
    else if (kind !== undefined && line !== '')
      read.push({ number: read.length, kind, text: textOf(line, read.length) })
  }
  return read
}

function textOf(line: string, number: number): string {
  return line
    .replaceAll('RUN', `__executed=${number}`)
    .replace(/\{U\+([0-9A-F]{4,6})\}/g, (_, code: string) => String.fromCodePoint(Number.parseInt(code, 16)))
}
