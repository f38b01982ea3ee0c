import { Command } from 'commander'
import { readFile } from 'node:fs/promises'
import { basename, dirname, resolve } from 'node:path'
import { FirnError } from '../../../shared/contract/errors.ts'
import type { Recipe } from '../../../shared/model/lineage.ts'
import { sourceFailure } from '../../core/store/io-error.ts'
import { inRecipeFile } from '../in-recipe-file.ts'
import { keyValue } from '../key-value.ts'
import { optionsOf, runCommand } from '../session.ts'
import { snapshotDocument, snapshotText } from '../snapshot-answer.ts'

interface Options {
  readonly recipe?: string
  readonly sql?: string
  readonly param?: Record<string, string>
  readonly message?: string
}

export function aggregateCommand(): Command {
  return new Command('aggregate')
    .description('run a recipe and keep its rows as a new version')
    .argument('<dataset>', 'name of the aggregation, made when it is new')
    .option('--recipe <file>', 'SQL file with front matter')
    .option('--sql <query>', 'a query instead of a file')
    .option('--param <name=value>', 'value of $name; repeat for more', keyValue)
    .option('-m, --message <text>', 'what is in it')
    .addHelpText(
      'after',
      `
Names in the SQL are references: access follows the latest version, "access@v3" is pinned.
A recipe file is a SELECT; comments at its top may describe it and give parameters their values:

  -- ---
  -- description: Requests per hour
  -- parameters:
  --   least: 100
  -- ---
  SELECT hour(time) AS hour, count(*) AS requests
  FROM access GROUP BY ALL HAVING count(*) >= $least

Lines such as "-- step: busy" divide it into named steps; later ones select from earlier ones.

Examples:
  firn aggregate hourly --recipe recipes/hourly.sql -m "requests per hour"
  firn aggregate daily --sql 'SELECT time::DATE AS day, count(*) AS n FROM access GROUP BY day'
  firn aggregate busy --recipe recipes/hourly.sql --param least=120`,
    )
    .action(async (dataset: string, _options, command: Command) => {
      const options = optionsOf<Options>(command)
      if ((options.recipe === undefined) === (options.sql === undefined))
        throw new FirnError('wrong-usage', 'Give either --recipe or --sql.')
      await runCommand(options, async ({ call, answer, warn }) => {
        const read =
          options.recipe === undefined ? fromQuery(options.sql ?? '') : await fromFile(options.recipe)
        for (const warning of read.warnings) warn(`warning: ${warning}`)
        const result = await call('aggregate.run', {
          dataset,
          recipe: { ...read.recipe, steps: [...read.recipe.steps] },
          parameters: options.param,
          message: options.message,
          folder: read.folder,
        }).catch((error: unknown) => {
          throw read.inFile(error)
        })
        for (const warning of result.warnings) warn(`warning: ${warning}`)
        answer({ ...snapshotDocument(result), lineage: result.lineage }, () => {
          const inputs = result.lineage.inputs.map((input) => `${input.dataset}@v${input.version}`)
          return `${snapshotText(result)}\n  from ${inputs.length === 0 ? 'no snapshot' : inputs.join(', ')}`
        })
      })
    })
}

interface ReadRecipe {
  readonly recipe: Recipe
  readonly folder: string | undefined
  readonly warnings: readonly string[]
  /** An error of running it, told about the file. */
  inFile(error: unknown): unknown
}

function fromQuery(sql: string): ReadRecipe {
  return {
    recipe: { steps: [{ name: 'result', sql }], parameters: {} },
    folder: undefined,
    warnings: [],
    inFile: (error) => error,
  }
}

async function fromFile(named: string): Promise<ReadRecipe> {
  const file = resolve(named)
  const source = await readFile(file, 'utf8').catch((error: unknown) => {
    throw sourceFailure(error, named)
  })
  const { parseRecipeFile } = await import('../../core/curate/recipe-file.ts')
  const { recipe, lines, warnings } = parseRecipeFile(source, named)
  return {
    recipe: { ...recipe, file: basename(file) },
    folder: dirname(file),
    warnings,
    inFile: (error) => inRecipeFile(error, { file: named, steps: recipe.steps, lines }),
  }
}
