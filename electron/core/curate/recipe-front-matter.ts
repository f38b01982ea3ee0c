import { isMap, isScalar, LineCounter, parseDocument } from 'yaml'
import { FirnError } from '../../../shared/contract/errors.ts'

/** The YAML at the top of a recipe file, without its marks. */
export interface FrontMatter {
  readonly yaml: string
  /** Line (from 1) of the file on which `yaml` begins. */
  readonly firstLine: number
  /** Index of the first line behind it. */
  readonly end: number
}

/** Finds the front matter, in one of its three forms. Throws `format` when it is not closed. */
export function frontMatter(lines: readonly string[], file: string | undefined): FrontMatter {
  const start = lines.findIndex((line) => line.trim() !== '')
  const first = lines[start]?.trim() ?? ''
  const form = forms.find(({ opens }) => opens.test(first))
  if (form === undefined) return { yaml: '', firstLine: 1, end: 0 }
  const length = lines.slice(start + 1).findIndex((line) => form.closes.test(line.trim()))
  if (length < 0) throw recipeProblem('The front matter is not closed.', file, start + 1)
  const inside = lines.slice(start + 1, start + 1 + length)
  const yaml = form.commented ? inside.map((line) => uncomment(line)) : inside
  const open = yaml.indexOf(undefined)
  if (open >= 0)
    throw recipeProblem('Inside of the front matter each line begins with "--".', file, start + 2 + open)
  return { yaml: yaml.join('\n'), firstLine: start + 2, end: start + 2 + length }
}

const forms = [
  { opens: /^--\s*---$/, closes: /^--\s*---$/, commented: true },
  { opens: /^\/\*\s*---$/, closes: /^---\s*\*\/$/, commented: false },
  { opens: /^---$/, closes: /^---$/, commented: false },
] as const

function uncomment(line: string): string | undefined {
  return /^\s*-- ?(.*)$/.exec(line)?.[1]
}

/** What the front matter says. `line` counts in the file. */
export interface FrontFields {
  readonly description: string | undefined
  readonly parameters: { readonly [name: string]: string }
  readonly inputs: readonly { readonly name: string; readonly reference: string; readonly line: number }[]
  readonly warnings: readonly string[]
}

/** Reads the fields. Throws `format` with the line. */
export function readFields(yaml: string, firstLine: number, file: string | undefined): FrontFields {
  const counter = new LineCounter()
  const document = parseDocument(yaml, { lineCounter: counter, schema: 'core' })
  const lineAt = (offset: number | undefined) => firstLine + counter.linePos(offset ?? 0).line - 1
  const [error] = document.errors
  if (error !== undefined)
    throw recipeProblem(
      `The front matter is not YAML: ${firstSentence(error.message)}`,
      file,
      lineAt(error.pos[0]),
    )
  const { contents } = document
  if (contents === null) return { description: undefined, parameters: {}, inputs: [], warnings: [] }
  if (!isMap(contents))
    throw recipeProblem('The front matter is a list of fields, each as "name: value".', file, firstLine)
  const fields = {
    description: undefined as string | undefined,
    parameters: {},
    inputs: [] as FrontFields['inputs'],
  }
  const warnings: string[] = []
  for (const { key, value } of contents.items) {
    const name = isScalar(key) ? String(key.value) : ''
    const line = lineAt(isScalar(key) ? key.range?.[0] : undefined)
    if (name === 'description') fields.description = scalarText(value, name, file, line)
    else if (name === 'parameters')
      fields.parameters = Object.fromEntries(
        pairs(value, name, file, line, lineAt).map((pair) => [pair.name, pair.text]),
      )
    else if (name === 'inputs')
      fields.inputs = pairs(value, name, file, line, lineAt)
        .filter((pair) => pair.name !== pair.text)
        .map((pair) => ({ name: pair.name, reference: pair.text, line: pair.line }))
    else warnings.push(`Line ${line}: "${name}" means nothing in a recipe and was left out.`)
  }
  return { ...fields, warnings }
}

/** `name: value` pairs. A list is read as pairs too: `- events@v3` is `events: events@v3`. */
function pairs(
  node: unknown,
  field: string,
  file: string | undefined,
  line: number,
  lineAt: (offset: number | undefined) => number,
): { name: string; text: string; line: number }[] {
  if (node === null || (isScalar(node) && node.value === null)) return []
  if (isMap(node))
    return node.items.map(({ key, value }) => {
      const at = lineAt(isScalar(key) ? key.range?.[0] : undefined)
      const name = isScalar(key) ? String(key.value) : ''
      return { name, text: scalarText(value, `${field}.${name}`, file, at), line: at }
    })
  const items = (node as { items?: readonly unknown[] }).items
  if (field !== 'inputs' || items === undefined)
    throw recipeProblem(`"${field}" is a list of fields, each as "name: value".`, file, line)
  return items.map((item) => {
    const reference = scalarText(item, field, file, line)
    return { name: reference.replace(/[@/].*$/, ''), text: reference, line }
  })
}

/** The characters of a scalar as they are written: 007 stays 007, and a date stays a date. */
function scalarText(node: unknown, field: string, file: string | undefined, line: number): string {
  if (isScalar(node) && node.value !== null) return node.source ?? JSON.stringify(node.value)
  throw recipeProblem(`"${field}" needs one value.`, file, line)
}

/** An error `format` that names the file and the line. */
export function recipeProblem(message: string, file: string | undefined, line: number): FirnError {
  const place = file === undefined ? `line ${line}` : `${file}, line ${line}`
  return new FirnError('format', `${place}: ${message}`, {
    context: { line, ...(file === undefined ? {} : { file }) },
  })
}

function firstSentence(message: string): string {
  return message.split(/ at line |\n/)[0] ?? message
}
