import { FirnError } from '../../shared/contract/errors.ts'
import type { RecipeStep } from '../../shared/model/lineage.ts'

/** A recipe as it stands in a file: `lines` are those (from 1) on which the SQL of its steps begins. */
interface RecipeInFile {
  readonly file: string
  readonly steps: readonly RecipeStep[]
  readonly lines: readonly number[]
}

/** An error about a recipe's SQL, told about its file and, where that is known, the line in it. */
export function inRecipeFile(error: unknown, recipe: RecipeInFile): unknown {
  if (!(error instanceof FirnError)) return error
  const { sql, position, step, reference } = error.context
  const about = [sql, position, step, reference].some((each) => each !== undefined)
  if (!about) return error
  const line = lineOf(error, recipe)
  const place = line === undefined ? recipe.file : `${recipe.file}, line ${line}`
  return new FirnError(error.code, `${place}: ${error.message}`, {
    hint: error.hint,
    cause: error,
    context: { ...error.context, file: recipe.file, ...(line === undefined ? {} : { line }) },
  })
}

function lineOf({ context }: FirnError, { steps, lines }: RecipeInFile): number | undefined {
  const { sql, position, step, reference } = context
  for (const [index, { name, sql: text }] of steps.entries()) {
    const from = lines[index]
    if (from === undefined || (typeof step === 'string' && step !== name)) continue
    const body = typeof sql === 'string' ? text.indexOf(sql) : -1
    const at =
      body >= 0 && typeof position === 'number'
        ? body + position
        : typeof reference === 'string'
          ? text.indexOf(reference)
          : -1
    if (at >= 0) return from + text.slice(0, at).split('\n').length - 1
  }
  return undefined
}
