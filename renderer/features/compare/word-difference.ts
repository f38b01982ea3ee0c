/** A piece of two texts: in both, or in one of them. */
export interface TextPart {
  /** Its place among the parts, in characters. */
  readonly at: number
  readonly text: string
  readonly in: 'both' | 'a' | 'b'
}

/** Longer texts are shown without a comparison of their words: the table of all pairs would be too large. */
const mostWords = 600

/** What two texts share, word by word, in their order (longest common subsequence). */
export function wordDifference(a: string, b: string): TextPart[] {
  const [wordsA, wordsB] = [words(a), words(b)]
  if (wordsA.length > mostWords || wordsB.length > mostWords)
    return [
      { at: 0, text: a, in: 'a' },
      { at: a.length, text: b, in: 'b' },
    ]
  const lengths = commonLengths(wordsA, wordsB)
  const parts: TextPart[] = []
  const add = (text: string, where: TextPart['in']) => {
    const last = parts.at(-1)
    if (last?.in === where) parts[parts.length - 1] = { ...last, text: last.text + text }
    else parts.push({ at: last === undefined ? 0 : last.at + last.text.length, text, in: where })
  }
  let [i, j] = [0, 0]
  while (i < wordsA.length || j < wordsB.length) {
    const [left, right] = [wordsA[i], wordsB[j]]
    if (left !== undefined && left === right) {
      add(left, 'both')
      i += 1
      j += 1
    } else if (
      right === undefined ||
      (left !== undefined && at(lengths, i + 1, j) >= at(lengths, i, j + 1))
    ) {
      add(left ?? '', 'a')
      i += 1
    } else {
      add(right, 'b')
      j += 1
    }
  }
  return parts
}

/** Words, the spaces between them and single signs. */
function words(text: string): string[] {
  return text.match(/[\p{L}\p{N}_]+|\s+|./gsu) ?? []
}

function commonLengths(a: readonly string[], b: readonly string[]): number[][] {
  const lengths = Array.from({ length: a.length + 1 }, () => Array.from({ length: b.length + 1 }, () => 0))
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      const row = lengths[i]
      if (row !== undefined)
        row[j] =
          a[i] === b[j]
            ? at(lengths, i + 1, j + 1) + 1
            : Math.max(at(lengths, i + 1, j), at(lengths, i, j + 1))
    }
  }
  return lengths
}

function at(lengths: readonly (readonly number[])[], i: number, j: number): number {
  return lengths[i]?.[j] ?? 0
}
