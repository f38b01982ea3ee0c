import { InvalidArgumentError } from 'commander'

/** `A,B`; a name with a comma stands in double quotes, as in CSV. An empty text is an empty list. */
export function nameList(text: string): string[] {
  if (text === '') return []
  return splitNames(text).map(unquoted)
}

export interface NamePair {
  readonly from: string
  readonly to: string
}

/** `auto`, or `A=B,C=D`. */
export function renameList(text: string): 'auto' | NamePair[] {
  if (text === 'auto') return 'auto'
  return splitNames(text).map((pair) => {
    const parts = splitNames(pair, '=')
    const [from, to] = parts.map(unquoted)
    if (parts.length !== 2 || from === undefined || to === undefined || from === '' || to === '')
      throw new InvalidArgumentError('It is "auto", or old=new names separated by commas.')
    return { from, to }
  })
}

function splitNames(text: string, separator = ','): string[] {
  const parts = ['']
  let quoted = false
  for (const character of text) {
    if (character === '"') quoted = !quoted
    if (character === separator && !quoted) parts.push('')
    else parts[parts.length - 1] += character
  }
  return parts
}

function unquoted(name: string): string {
  const text = name.trim()
  return /^".*"$/s.test(text) ? text.slice(1, -1).replaceAll('""', '"') : text
}
