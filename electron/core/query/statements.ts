import type { StatementSpan } from '../../../shared/contract/query.ts'
import { sqlTokens } from './sql-tokens.ts'

/**
 * Splits a script at its semicolons. A span begins at the statement's first word and ends behind its last one,
 * without the semicolon and without comments around it; statements that hold nothing but comments are left
 * out. Offsets count characters.
 */
export function splitStatements(script: string): StatementSpan[] {
  const spans: StatementSpan[] = []
  let from: number | undefined
  let to = 0
  const finish = () => {
    if (from !== undefined) spans.push({ from, to, sql: script.slice(from, to) })
    from = undefined
  }
  for (const token of sqlTokens(script)) {
    if (token.kind === 'comment') continue
    if (token.kind === 'semicolon') {
      finish()
      continue
    }
    from ??= token.from
    to = token.to
  }
  finish()
  return spans
}

/** The first words of a statement in capitals, comments left out: what kind of statement it is. */
export function leadingWords(sql: string, count: number): string[] {
  const words: string[] = []
  for (const token of sqlTokens(sql)) {
    if (token.kind === 'comment') continue
    if (token.kind !== 'word' || words.length === count) break
    words.push(sql.slice(token.from, token.to).toUpperCase())
  }
  return words
}
