import type { TreeEntry } from '../../../shared/model/snapshot.ts'

export type TreePath = TreeEntry['path']

/** A path as text for people; bytes that are not UTF-8 show as replacement characters. */
export function pathText(path: TreePath): string {
  return typeof path === 'string' ? path : Buffer.from(path.base64, 'base64').toString('utf8')
}

export function pathBytes(path: TreePath): Buffer {
  return typeof path === 'string' ? Buffer.from(path, 'utf8') : Buffer.from(path.base64, 'base64')
}

/** Text where the bytes are UTF-8, else base64. */
export function pathOfBytes(bytes: Buffer): TreePath {
  const text = bytes.toString('utf8')
  return Buffer.from(text, 'utf8').equals(bytes) ? text : { base64: bytes.toString('base64') }
}

/** Orders by the bytes of the path, as every file system and language can. */
export function comparePaths(a: TreePath, b: TreePath): number {
  if (typeof a !== 'string' || typeof b !== 'string') return Buffer.compare(pathBytes(a), pathBytes(b))
  const length = Math.min(a.length, b.length)
  for (let index = 0; index < length; index += 1) {
    const unitA = a.charCodeAt(index)
    const unitB = b.charCodeAt(index)
    if (unitA !== unitB) return inByteOrder(unitA) - inByteOrder(unitB)
  }
  return a.length - b.length
}

/** Surrogates stand for code points above all others, so they move behind U+E000 to U+FFFF. */
function inByteOrder(unit: number): number {
  if (unit < 0xd800) return unit
  return unit >= 0xe000 ? unit - 0x800 : unit + 0x2000
}

/** What is wrong with a path inside a snapshot, or undefined: relative, with `/`, and never out of it. */
export function pathProblem(path: TreePath): string | undefined {
  const text = typeof path === 'string' ? path : pathBytes(path).toString('latin1')
  if (text === '') return 'it is empty'
  if (text.includes('\0')) return 'it holds a NUL'
  for (const part of text.split('/')) {
    if (part === '') return 'a part of it is empty'
    if (part === '.' || part === '..') return 'it points out of the snapshot'
  }
  return undefined
}
