/** A piece of SQL text; `from` and `to` are offsets in characters. */
export interface SqlToken {
  readonly kind: 'word' | 'number' | 'text' | 'quoted-name' | 'parameter' | 'comment' | 'semicolon' | 'symbol'
  readonly from: number
  readonly to: number
}

const wordStart = /[\p{L}\p{Nl}_\u0080-\uffff]/u
const wordPart = /[\p{L}\p{N}_$\u0080-\uffff]/u
const space = /\s/
const dollarTag = /^\$([A-Za-z_\u0080-\uffff][A-Za-z0-9_\u0080-\uffff]*)?\$/
const parameterName = /^\$([A-Za-z_\u0080-\uffff][A-Za-z0-9_\u0080-\uffff]*|[0-9]+)/

/**
 * Cuts SQL into tokens as DuckDB's scanner does: '…' with doubled quotes, E'…' with backslashes, "…",
 * $$…$$ and $tag$…$tag$, `--` to the end of the line, nested block comments. Something that is opened and
 * never closed ends with the text. White space is left out.
 */
export function* sqlTokens(sql: string): Generator<SqlToken> {
  let at = 0
  while (at < sql.length) {
    if (space.test(sql.charAt(at))) {
      at += 1
      continue
    }
    const token = tokenAt(sql, at)
    yield token
    at = token.to
  }
}

function tokenAt(sql: string, from: number): SqlToken {
  const first = sql.charAt(from)
  const second = sql.charAt(from + 1)
  if (first === ';') return { kind: 'semicolon', from, to: from + 1 }
  if (first === "'") return { kind: 'text', from, to: quotedEnd(sql, from + 1, "'", false) }
  if (first === '"') return { kind: 'quoted-name', from, to: quotedEnd(sql, from + 1, '"', false) }
  if ((first === 'e' || first === 'E') && second === "'")
    return { kind: 'text', from, to: quotedEnd(sql, from + 2, "'", true) }
  if (first === '-' && second === '-') {
    const end = sql.slice(from).search(/[\n\r]/)
    return { kind: 'comment', from, to: end < 0 ? sql.length : from + end }
  }
  if (first === '/' && second === '*') return { kind: 'comment', from, to: blockCommentEnd(sql, from) }
  if (first === '$') return dollarToken(sql, from)
  if (/[0-9]/.test(first)) {
    let to = from + 1
    while (to < sql.length && /[0-9A-Za-z_.]/.test(sql.charAt(to))) to += 1
    return { kind: 'number', from, to }
  }
  if (wordStart.test(first)) {
    let to = from + 1
    while (to < sql.length && wordPart.test(sql.charAt(to))) to += 1
    return { kind: 'word', from, to }
  }
  return { kind: 'symbol', from, to: from + 1 }
}

function dollarToken(sql: string, from: number): SqlToken {
  const rest = sql.slice(from, from + 300)
  const tag = dollarTag.exec(rest)?.[0]
  if (tag !== undefined) {
    const end = sql.indexOf(tag, from + tag.length)
    return { kind: 'text', from, to: end < 0 ? sql.length : end + tag.length }
  }
  const parameter = parameterName.exec(rest)?.[0]
  if (parameter !== undefined) return { kind: 'parameter', from, to: from + parameter.length }
  return { kind: 'symbol', from, to: from + 1 }
}

function quotedEnd(sql: string, from: number, quote: string, backslashes: boolean): number {
  for (let at = from; at < sql.length; at += 1) {
    const character = sql.charAt(at)
    if (backslashes && character === '\\') {
      at += 1
    } else if (character === quote) {
      if (sql.charAt(at + 1) !== quote) return at + 1
      at += 1
    }
  }
  return sql.length
}

function blockCommentEnd(sql: string, from: number): number {
  let depth = 0
  const mark = /\/\*|\*\//g
  mark.lastIndex = from
  for (let found = mark.exec(sql); found !== null; found = mark.exec(sql)) {
    depth += found[0] === '/*' ? 1 : -1
    if (depth === 0) return mark.lastIndex
  }
  return sql.length
}
