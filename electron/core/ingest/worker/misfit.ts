/**
 * Says where a record stops fitting an expression, for a person: the expression is tried up to the end of each
 * of its named groups. Falls back to a general sentence for expressions that cannot be cut like that.
 */
export function explainMisfit(expression: string, record: string): string {
  const general = 'does not fit the pattern'
  const groups = topLevelGroups(expression)
  let last: { name: string; end: number } | undefined
  for (const group of groups) {
    const fits = tryPrefix(expression.slice(0, group.end), record)
    if (fits === undefined) return general
    if (!fits)
      return last === undefined
        ? `does not begin with ${articled(group.name)}`
        : `there is no ${readable(group.name)} after the ${readable(last.name)}`
    last = group
  }
  if (last === undefined) return general
  const next = expression.slice(last.end)
  if (next.startsWith('"') && tryPrefix(`${expression.slice(0, last.end)}"`, record) === false)
    return `the ${readable(last.name)} has no closing quote`
  return `something else follows the ${readable(last.name)}`
}

function tryPrefix(source: string, record: string): boolean | undefined {
  try {
    return new RegExp(source).test(record)
  } catch {
    return undefined
  }
}

function readable(name: string): string {
  return name.replaceAll('_', ' ')
}

function articled(name: string): string {
  return `${/^[aeiou]/i.test(name) ? 'an' : 'a'} ${readable(name)}`
}

/** Named groups that stand in no other group, with the offset behind their closing bracket. */
function topLevelGroups(expression: string): { name: string; end: number }[] {
  const groups: { name: string; end: number }[] = []
  const open: (string | undefined)[] = []
  let inClass = false
  for (let index = 0; index < expression.length; index += 1) {
    const letter = expression[index]
    if (letter === '\\') index += 1
    else if (inClass) inClass = letter !== ']'
    else if (letter === '[') inClass = true
    else if (letter === '(') open.push(/^\(\?<([A-Za-z_]\w*)>/.exec(expression.slice(index, index + 80))?.[1])
    else if (letter === ')') {
      const name = open.pop()
      const optional = /[?*]/.test(expression[index + 1] ?? '')
      if (name !== undefined && open.length === 0 && !optional) groups.push({ name, end: index + 1 })
    }
  }
  return groups
}
