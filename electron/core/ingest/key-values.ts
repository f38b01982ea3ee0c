/**
 * Splits a line of `key=value` pairs; values may be quoted. A word without `=` is a key that is true. Undefined
 * when the line has no pair at all or a quote that does not close.
 */
export function keyValues(line: string): Map<string, string> | undefined {
  const pairs = new Map<string, string>()
  let position = 0
  let equals = 0
  while (position < line.length) {
    while (line[position] === ' ' || line[position] === '\t') position += 1
    if (position >= line.length) break
    const keyEnd = endOfKey(line, position)
    if (keyEnd === position) return undefined
    const key = line.slice(position, keyEnd)
    position = keyEnd
    if (line[position] !== '=') {
      pairs.set(key, 'true')
      continue
    }
    equals += 1
    position += 1
    if (line[position] === '"') {
      const end = closingQuote(line, position + 1)
      if (end === undefined) return undefined
      pairs.set(key, unescaped(line.slice(position + 1, end)))
      position = end + 1
    } else {
      let end = position
      while (end < line.length && line[end] !== ' ' && line[end] !== '\t') end += 1
      pairs.set(key, line.slice(position, end))
      position = end
    }
  }
  return equals === 0 ? undefined : pairs
}

/** Whether a line is nothing but pairs, at least two of them, with keys that look like names. */
export function looksLikeKeyValues(line: string): boolean {
  if (!/^\s*[A-Za-z_@][\w.@/-]*=(?:"|\S*(?:\s|$))/.test(line.slice(0, 500))) return false
  const pairs = keyValues(line)
  return (
    pairs !== undefined &&
    pairs.size >= 2 &&
    [...pairs.keys()].every((key) => /^[A-Za-z_@][\w.@/-]*$/.test(key))
  )
}

function endOfKey(line: string, from: number): number {
  let end = from
  while (end < line.length) {
    const letter = line[end]
    if (letter === '=' || letter === ' ' || letter === '\t' || letter === '"') break
    end += 1
  }
  return end
}

function closingQuote(line: string, from: number): number | undefined {
  for (let at = from; at < line.length; at += 1) {
    if (line[at] === '\\') at += 1
    else if (line[at] === '"') return at
  }
  return undefined
}

function unescaped(text: string): string {
  return text.replace(/\\(["\\nt])/g, (_, letter: string) =>
    letter === 'n' ? '\n' : letter === 't' ? '\t' : letter,
  )
}
