import { quotedWord } from '../../workbench/command/command-text.ts'
import type { ComparisonInput } from '../../workbench/tabs.ts'

export type CompareRequest = ComparisonInput

/** The same comparison from the other side. */
export function swapped({ a, b, key, rename }: CompareRequest): CompareRequest {
  const names = new Map((rename ?? []).map(({ from, to }) => [to, from]))
  return {
    a: b,
    b: a,
    ...(key === undefined ? {} : { key: key.map((name) => names.get(name) ?? name) }),
    ...(rename === undefined ? {} : { rename: rename.map(({ from, to }) => ({ from: to, to: from })) }),
  }
}

/** The same comparison as a command. */
export function compareCommand({ a, b, key, rename }: CompareRequest, output?: string): string {
  const list = (names: readonly string[]) => names.map(listed).join(',')
  return [
    'firn compare',
    quotedWord(a),
    quotedWord(b),
    ...(key === undefined ? [] : ['--key', quotedWord(list(key))]),
    ...(rename === undefined || rename.length === 0
      ? []
      : ['--rename', quotedWord(rename.map(({ from, to }) => `${listed(from)}=${listed(to)}`).join(','))]),
    ...(output === undefined ? [] : ['-o', quotedWord(output)]),
  ].join(' ')
}

/** A name in a list: one that holds a separator stands in double quotes. */
function listed(name: string): string {
  return /[,="]/.test(name) ? `"${name.replaceAll('"', '""')}"` : name
}
