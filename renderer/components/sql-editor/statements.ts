/** A statement of a script, by offsets in characters; without the semicolon. */
export interface Statement {
  readonly from: number
  readonly to: number
  readonly text: string
}

/**
 * Splits a script at its semicolons, leaving those in strings, quoted names, comments and dollar quotes alone.
 * It is only for picking what to run: the engine's own parser decides what a statement is.
 */
export function statements(script: string): Statement[] {
  const found: Statement[] = []
  let begin = 0
  let position = 0
  const finish = (end: number) => {
    const text = script.slice(begin, end)
    const lead = leadingNothing(text)
    const trimmed = text.slice(lead).trimEnd()
    if (trimmed !== '') found.push({ from: begin + lead, to: begin + lead + trimmed.length, text: trimmed })
    begin = end + 1
  }
  while (position < script.length) {
    if (script[position] === ';') {
      finish(position)
      position += 1
    } else position = skipToken(script, position)
  }
  finish(script.length)
  return found
}

/** The statement at a position: the one around it, else the one before, else the first. */
export function statementAt(script: string, position: number): Statement | undefined {
  const all = statements(script)
  return all.findLast((statement) => statement.from <= position) ?? all[0]
}

/** Names of the parameters (`$name`) of a script, in the order of their first use. */
export function parameterNames(script: string): string[] {
  const names = new Set<string>()
  let position = 0
  while (position < script.length) {
    const match = /^\$([a-zA-Z_][a-zA-Z0-9_]*)(?!\$|[a-zA-Z0-9_])/.exec(script.slice(position, position + 80))
    if (match?.[1] !== undefined && !/[\w$]/.test(script[position - 1] ?? '')) {
      names.add(match[1])
      position += match[0].length
    } else position = skipToken(script, position)
  }
  return [...names]
}

/** The offset behind the string, quoted name, comment, dollar quote or single character at `position`. */
function skipToken(script: string, position: number): number {
  const rest = script.length
  const character = script[position]
  const two = script.slice(position, position + 2)
  if (two === '--') return endOf(script, '\n', position + 2)
  if (two === '/*') return endOf(script, '*/', position + 2)
  if (character === "'" || character === '"') return endOf(script, character, position + 1)
  if (character === '$') {
    const tag = /^\$([a-zA-Z_]\w*)?\$/.exec(script.slice(position, position + 80))?.[0]
    if (tag !== undefined) return endOf(script, tag, position + tag.length)
  }
  return Math.min(rest, position + 1)
}

function endOf(script: string, mark: string, from: number): number {
  const at = script.indexOf(mark, from)
  return at < 0 ? script.length : at + mark.length
}

/** How many characters of blanks and comments a text begins with; a text of nothing else counts as all. */
function leadingNothing(text: string): number {
  let position = 0
  for (;;) {
    const blank = /^\s+/.exec(text.slice(position))
    if (blank !== null) position += blank[0].length
    else if (text.startsWith('--', position) || text.startsWith('/*', position))
      position = skipToken(text, position)
    else return position
  }
}
