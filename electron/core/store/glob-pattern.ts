/** Whether a source is a pattern: it holds a letter that stands for others. */
export function isPattern(text: string): boolean {
  return /[*?[{]/.test(text)
}

/**
 * A pattern's alternatives, each as its parts between slashes. `{a,b}` gives several; `**` is a part of its
 * own and stands for any number of folders, and at the end for every file below.
 */
export function patternParts(pattern: string): string[][] {
  return expandBraces(pattern).map((plain) => {
    const parts = plain.split('/').filter((part) => part !== '' && part !== '.')
    return parts.at(-1) === '**' ? [...parts, '*'] : parts
  })
}

/**
 * Matches one name against one part of a pattern: `*` any letters, `?` one, `[a-z]` and `[!a-z]` one of or
 * none of these. As in a shell, a name that begins with a dot only matches a part that does.
 */
export function matchesPart(name: string, part: string): boolean {
  if (name.startsWith('.') && !part.startsWith('.')) return false
  return expressionOf(part).test(name)
}

function expressionOf(part: string): RegExp {
  let source = ''
  for (let at = 0; at < part.length; at += 1) {
    const letter = part.charAt(at)
    const end = letter === '[' ? part.indexOf(']', at + 2) : -1
    if (letter === '*') source += '.*'
    else if (letter === '?') source += '.'
    else if (end > 0) {
      const inside = part.slice(at + 1, end)
      const negated = inside.startsWith('!') || inside.startsWith('^')
      const letters = (negated ? inside.slice(1) : inside).replaceAll(/[\\\]^[]/g, '\\$&')
      source += `[${negated ? '^' : ''}${letters}]`
      at = end
    } else source += letter.replace(/[.+^${}()|[\]\\/]/, '\\$&')
  }
  try {
    return new RegExp(`^${source}$`, 's')
  } catch {
    // A range that runs backwards, such as [z-a], matches nothing in a shell either.
    return /(?!)/
  }
}

function expandBraces(pattern: string): string[] {
  const open = pattern.indexOf('{')
  if (open < 0) return [pattern]
  let depth = 0
  let start = open + 1
  const choices: string[] = []
  for (let at = open; at < pattern.length; at += 1) {
    const letter = pattern.charAt(at)
    if (letter === '{') depth += 1
    else if (letter === '}') depth -= 1
    if ((letter === ',' && depth === 1) || depth === 0) {
      choices.push(pattern.slice(start, at))
      start = at + 1
    }
    if (depth > 0) continue
    const [before, after] = [pattern.slice(0, open), pattern.slice(at + 1)]
    // As in a shell, braces without a comma are only braces.
    if (choices.length === 1) return expandBraces(after).map((rest) => `${before}{${choices[0]}}${rest}`)
    return choices.flatMap((choice) => expandBraces(`${before}${choice}${after}`))
  }
  return [pattern]
}
