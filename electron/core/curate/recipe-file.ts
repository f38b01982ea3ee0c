import { stringify } from 'yaml'
import type { Recipe, RecipeStep } from '../../../shared/model/lineage.ts'
import { identifier } from '../query/sql-text.ts'
import { frontMatter, readFields, recipeProblem } from './recipe-front-matter.ts'

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
    else if (name !== unnamedStep) throw recipeProblem(`The step "${name}" has no SQL.`, file, from)
  }
  for (const [index, line] of lines.entries()) {
    const named = index < front.end ? undefined : stepLine.exec(line)?.[1]
    if (named === undefined) continue
    finish(index)
    if (named === '') throw recipeProblem('The step has no name.', file, index + 1)
    if (steps.some((step) => step.name.toLowerCase() === named.toLowerCase()))
      throw recipeProblem(`There are two steps named "${named}".`, file, index + 1)
    name = named
    from = index + 1
  }
  finish(lines.length)
  if (steps.length === inputs.length) throw recipeProblem('The recipe has no SQL.', file, lines.length)
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

function trimStep(lines: readonly string[]): { text: string; skipped: number } {
  const skipped = lines.findIndex((line) => line.trim() !== '')
  if (skipped < 0) return { text: '', skipped: 0 }
  const text = lines.slice(skipped).join('\n').trimEnd().replace(/;$/, '').trimEnd()
  return { text, skipped }
}
