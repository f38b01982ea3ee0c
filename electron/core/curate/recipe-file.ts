import { parseDocument, stringify, isMap, isScalar, LineCounter } from 'yaml'
import { FirnError } from '../../../shared/contract/errors.ts'
import type { Recipe, RecipeStep } from '../../../shared/model/lineage.ts'
import { identifier } from '../query/sql-text.ts'

/*
 * A recipe file is SQL with front matter (YAML) at the top, in one of three forms:
 *
 *   -- ---                                /* ---                              ---
 *   -- description: Requests per hour     description: Requests per hour      description: Requests per hour
 *   -- parameters:                        parameters:                         parameters:
 *   --   day: 2015-05-17                    day: 2015-05-17                     day: 2015-05-17
 *   -- ---                                --- *\/                             ---
 *
 * The first two are comments, so the file is SQL for other tools too; the first is what Firn writes. Fields:
 * `description`; `parameters`, a value for each `$name`; `inputs`, other names for references
 * (`inputs: { events: web-events@v3 }`). Front matter may be missing.
 *
 * Behind it a line `-- step: name` begins a step, and later steps select from earlier ones by name. SQL
 * before the first such line is a step named `result`. A semicolon may end a step.
 */

/** A recipe as its file gives it. `lines` are the lines (from 1) on which the SQL of the steps begins. */
export interface RecipeFile {
  readonly recipe: Recipe
  readonly lines: readonly number[]
  /** What was read but has no meaning here, each as a sentence. */
  readonly warnings: readonly string[]
}

const unnamedStep = 'result'
const stepLine = /^\s*--\s*step:\s*(.*?)\s*$/i

/** Reads a recipe file's text. Throws `format` with the file and the line. */
export function parseRecipeFile(source: string, file?: string): RecipeFile {
  const lines = source.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/)
  const front = frontMatter(lines, file)
  const { description, parameters, inputs, warnings } = readFields(front.yaml, front.firstLine, file)
  const steps: (RecipeStep & { readonly line: number })[] = inputs.map(({ name, reference, line }) => ({
    name,
    sql: `FROM ${identifier(reference)}`,
    line,
  }))
  let name = unnamedStep
  let from = front.end
  const finish = (to: number) => {
    const sql = trimStep(lines.slice(from, to))
    if (sql.text !== '') steps.push({ name, sql: sql.text, line: from + sql.skipped + 1 })
    else if (name !== unnamedStep) throw problem(`The step "${name}" has no SQL.`, file, from)
  }
  for (const [index, line] of lines.entries()) {
    const named = index < front.end ? undefined : stepLine.exec(line)?.[1]
    if (named === undefined) continue
    finish(index)
    if (named === '') throw problem('The step has no name.', file, index + 1)
    if (steps.some((step) => step.name.toLowerCase() === named.toLowerCase()))
      throw problem(`There are two steps named "${named}".`, file, index + 1)
    name = named
    from = index + 1
  }
  finish(lines.length)
  if (steps.length === inputs.length) throw problem('The recipe has no SQL.', file, lines.length)
  return {
    recipe: {
      steps: steps.map(({ name: step, sql }) => ({ name: step, sql })),
      parameters,
      ...(description === undefined ? {} : { description }),
    },
    lines: steps.map(({ line }) => line),
    warnings,
  }
}

/** The text of a recipe file; `parseRecipeFile` reads the same recipe from it. */
export function writeRecipeFile(recipe: Recipe): string {
  const fields = {
    ...(recipe.description === undefined ? {} : { description: recipe.description }),
    ...(Object.keys(recipe.parameters).length === 0 ? {} : { parameters: recipe.parameters }),
  }
  const blocks: string[] = []
  if (Object.keys(fields).length > 0) {
    const yaml = stringify(fields, { lineWidth: 0 }).trimEnd().split('\n')
    blocks.push(['-- ---', ...yaml.map((line) => (line === '' ? '--' : `-- ${line}`)), '-- ---'].join('\n'))
  }
  const [only, second] = recipe.steps
  if (only !== undefined && second === undefined && only.name === unnamedStep) blocks.push(only.sql)
  else for (const step of recipe.steps) blocks.push(`-- step: ${step.name}\n${step.sql}`)
  return `${blocks.join('\n\n')}\n`
}

interface FrontMatter {
  readonly yaml: string
  /** Line (from 1) of the file on which `yaml` begins. */
  readonly firstLine: number
  /** Index of the first line behind it. */
  readonly end: number
}

function frontMatter(lines: readonly string[], file: string | undefined): FrontMatter {
  const start = lines.findIndex((line) => line.trim() !== '')
  const first = lines[start]?.trim() ?? ''
  const form = forms.find(({ opens }) => opens.test(first))
  if (form === undefined) return { yaml: '', firstLine: 1, end: 0 }
  const length = lines.slice(start + 1).findIndex((line) => form.closes.test(line.trim()))
  if (length < 0) throw problem('The front matter is not closed.', file, start + 1)
  const inside = lines.slice(start + 1, start + 1 + length)
  const yaml = form.commented ? inside.map((line) => uncomment(line)) : inside
  const open = yaml.indexOf(undefined)
  if (open >= 0)
    throw problem('Inside of the front matter each line begins with "--".', file, start + 2 + open)
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

interface Fields {
  readonly description: string | undefined
  readonly parameters: { readonly [name: string]: string }
  readonly inputs: readonly { readonly name: string; readonly reference: string; readonly line: number }[]
  readonly warnings: readonly string[]
}

function readFields(yaml: string, firstLine: number, file: string | undefined): Fields {
  const counter = new LineCounter()
  const document = parseDocument(yaml, { lineCounter: counter, schema: 'core' })
  const lineAt = (offset: number | undefined) => firstLine + counter.linePos(offset ?? 0).line - 1
  const [error] = document.errors
  if (error !== undefined)
    throw problem(`The front matter is not YAML: ${firstSentence(error.message)}`, file, lineAt(error.pos[0]))
  const { contents } = document
  if (contents === null) return { description: undefined, parameters: {}, inputs: [], warnings: [] }
  if (!isMap(contents))
    throw problem('The front matter is a list of fields, each as "name: value".', file, firstLine)
  const fields = {
    description: undefined as string | undefined,
    parameters: {},
    inputs: [] as Fields['inputs'],
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
    throw problem(`"${field}" is a list of fields, each as "name: value".`, file, line)
  return items.map((item) => {
    const reference = scalarText(item, field, file, line)
    return { name: reference.replace(/[@/].*$/, ''), text: reference, line }
  })
}

/** The characters of a scalar as they are written: 007 stays 007, and a date stays a date. */
function scalarText(node: unknown, field: string, file: string | undefined, line: number): string {
  if (isScalar(node) && node.value !== null) return node.source ?? JSON.stringify(node.value)
  throw problem(`"${field}" needs one value.`, file, line)
}

function trimStep(lines: readonly string[]): { text: string; skipped: number } {
  const skipped = lines.findIndex((line) => line.trim() !== '')
  if (skipped < 0) return { text: '', skipped: 0 }
  const text = lines.slice(skipped).join('\n').trimEnd().replace(/;$/, '').trimEnd()
  return { text, skipped }
}

function problem(message: string, file: string | undefined, line: number): FirnError {
  const place = file === undefined ? `line ${line}` : `${file}, line ${line}`
  return new FirnError('format', `${place}: ${message}`, {
    context: { line, ...(file === undefined ? {} : { file }) },
  })
}

function firstSentence(message: string): string {
  return message.split(/ at line |\n/)[0] ?? message
}
