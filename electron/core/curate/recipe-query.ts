import { FirnError } from '../../../shared/contract/errors.ts'
import type { Recipe, RecipeStep } from '../../../shared/model/lineage.ts'
import { knownParameter, usedParameters } from '../query/parameters.ts'
import { moveError } from '../query/prepare.ts'
import { identifier } from '../query/sql-text.ts'
import { splitStatements } from '../query/statements.ts'

export { requireUsed } from '../query/parameters.ts'

/** A recipe, or its first steps, as one SELECT. */
export interface RecipeQuery {
  readonly sql: string
  /** The same error, told about the step in which it happened. */
  inStep(error: unknown): unknown
}

interface Placed {
  readonly step: RecipeStep
  readonly body: string
  /** Where the step's SQL begins in the whole. */
  readonly from: number
}

/**
 * Puts steps together: each becomes a common table expression that later ones see, and the last one's rows
 * are the result. Throws `wrong-usage` for a step that is not one statement, or a name that comes twice.
 */
export function recipeQuery(steps: readonly RecipeStep[]): RecipeQuery {
  const bodies = steps.map((step) => ({ step, body: onlyStatement(step) }))
  const [first] = bodies
  if (first === undefined) throw new FirnError('wrong-usage', 'The recipe has no steps.')
  if (bodies.length === 1) return withPlaces(first.body, [{ ...first, from: 0 }])
  requireDistinct(steps)
  const placed: Placed[] = []
  let sql = 'WITH '
  for (const [index, each] of bodies.entries()) {
    sql += `${index === 0 ? '' : ',\n'}${identifier(each.step.name)} AS (\n`
    placed.push({ ...each, from: sql.length })
    // A comment at the end of a step must not swallow the bracket.
    sql += `${each.body}\n)`
  }
  return withPlaces(`${sql}\nFROM ${identifier(steps.at(-1)?.name ?? '')}`, placed)
}

/**
 * The values of a run: those given, and the recipe's own for the others. Capitals do not count in their names,
 * as in SQL. Throws `wrong-usage` for a name that the recipe does not know: a typing error would otherwise run
 * with the default.
 */
export function recipeParameters(
  recipe: Recipe,
  given: { readonly [name: string]: string } | undefined,
): { readonly [name: string]: string } {
  const known = [...Object.keys(recipe.parameters), ...usedParameters(recipe.steps.map(({ sql }) => sql))]
  const values: Record<string, string> = { ...recipe.parameters }
  for (const [name, value] of Object.entries(given ?? {})) values[knownParameter(known, name)] = value
  return values
}

function withPlaces(sql: string, placed: readonly Placed[]): RecipeQuery {
  return {
    sql,
    inStep(error) {
      if (!(error instanceof FirnError)) return error
      const position = error.context.position
      const place = position === undefined ? undefined : placed.findLast(({ from }) => from <= position)
      if (place === undefined || position === undefined) return error
      const moved = moveError(error, place.body, (at) => at - place.from)
      if (!(moved instanceof FirnError) || placed.length === 1) return moved
      return new FirnError(moved.code, `Step "${place.step.name}": ${moved.message}`, {
        hint: moved.hint,
        cause: error,
        context: { ...moved.context, step: place.step.name },
      })
    },
  }
}

function onlyStatement({ name, sql }: RecipeStep): string {
  const statements = splitStatements(sql)
  const [only, second] = statements
  if (only === undefined)
    throw new FirnError('wrong-usage', `The step "${name}" has no SQL.`, { context: { sql, step: name } })
  if (second !== undefined)
    throw new FirnError('wrong-usage', `The step "${name}" holds ${statements.length} statements.`, {
      hint: 'Make each a step of its own.',
      context: { sql, position: second.from, step: name },
    })
  return only.sql
}

function requireDistinct(steps: readonly RecipeStep[]): void {
  const names = steps.map(({ name }) => name.toLowerCase())
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  if (twice !== undefined)
    throw new FirnError('wrong-usage', `There are two steps named "${twice}".`, { context: { step: twice } })
}
