import { readFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { Contract } from '../../shared/contract/contract.ts'
import type { CallContext, Handlers } from '../../shared/contract/responder.ts'
import { parseRecipeFile } from './curate/recipe-file.ts'
import { builtFolder } from './process/entry-files.ts'

/** Real data under clear licences that comes with the program; see its README. */
export function sampleFolder(): string {
  const program = dirname(builtFolder())
  // A package has it beside the archive: the database cannot read what is inside.
  return basename(program) === 'app.asar'
    ? join(program, '..', 'sample')
    : join(program, 'resources', 'sample')
}

/** When each version of the constituents was published. */
const constituents = [
  'v1-2016-06-08',
  'v2-2022-12-24',
  'v3-2023-06-02',
  'v4-2024-12-02',
  'v5-2026-03-27',
  'v6-2026-08-08',
]
const accessDays = ['17', '18', '19', '20']

/**
 * Fills an empty store so that every screen has something to show: logs that grow by a day with each version,
 * a table whose columns were renamed, an aggregation and a training set.
 */
export async function buildSampleStore(handlers: Handlers<Contract>, context: CallContext): Promise<void> {
  const folder = sampleFolder()
  const steps = 2 + constituents.length + 3
  let done = 0
  const step = async (text: string, work: unknown) => {
    context.progress({ done, total: steps, unit: 'steps', text })
    await work
    done += 1
  }
  // The work inside must not overwrite the progress of the whole.
  const quiet: CallContext = { signal: context.signal, progress: () => {} }
  const day = (number: string) => join(folder, 'access', `access-2015-05-${number}.log.gz`)
  for (const last of [2, 4]) {
    const days = accessDays.slice(0, last)
    const message = `requests up to ${days.at(-1)} May`
    await step(
      'access',
      handlers['snapshot.take'](
        { dataset: 'access', sources: days.map(day), message, asOf: `2015-05-${days.at(-1)}` },
        quiet,
      ),
    )
  }
  for (const version of constituents) {
    const published = version.slice(3)
    const source = join(folder, 'constituents', `constituents-${version}.csv`)
    await step(
      'constituents',
      handlers['snapshot.take'](
        { dataset: 'constituents', sources: [source], message: `as of ${published}`, asOf: published },
        quiet,
      ),
    )
  }
  await handlers['tag.set']({ reference: 'constituents@v6', name: 'current' }, quiet)
  await step(
    'penguins',
    handlers['snapshot.take'](
      {
        dataset: 'penguins',
        sources: [join(folder, 'penguins', 'penguins.json')],
        message: 'Palmer Station, all three species',
      },
      quiet,
    ),
  )
  const { recipe } = parseRecipeFile(await readFile(join(folder, 'recipes', 'requests-hourly.sql'), 'utf8'))
  await step(
    'requests-hourly',
    handlers['aggregate.run'](
      {
        dataset: 'requests-hourly',
        recipe: { ...recipe, steps: [...recipe.steps] },
        message: 'requests, errors and mean size by hour',
      },
      quiet,
    ),
  )
  await step(
    'penguin-species',
    handlers['freeze.run'](
      {
        dataset: 'penguin-species',
        from: 'penguins@v1',
        label: 'Species',
        where: '"Body Mass (g)" IS NOT NULL',
        dedupe: 'none',
        stratify: 'Species',
        seed: '42',
        message: 'species from four measurements',
      },
      quiet,
    ),
  )
}
