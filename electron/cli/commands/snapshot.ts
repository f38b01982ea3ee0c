import { Command } from 'commander'
import type { Contract } from '../../../shared/contract/contract.ts'
import { FirnError } from '../../../shared/contract/errors.ts'
import type { StoredReading } from '../../../shared/contract/store.ts'
import type { ChosenReading } from '../../../shared/model/chosen-reading.ts'
import type { InputOf } from '../../../shared/contract/method.ts'
import { gathered, keyValue } from '../key-value.ts'
import { snapshotDocument, snapshotText } from '../snapshot-answer.ts'
import {
  chooseReading,
  isAnyReadingChosen,
  type ReadingOptions,
  withReadingOptions,
} from '../reading-options.ts'
import { type CommandSession, optionsOf, runCommand, type SharedOptions } from '../session.ts'

interface Options extends ReadingOptions {
  readonly into?: readonly string[]
  readonly message?: string
  readonly tag?: string
  readonly asOf?: string
  readonly branch?: string
  readonly rehash?: boolean
  readonly asFound?: boolean
  readonly appendOnly?: boolean
  readonly input?: readonly string[]
  readonly code?: string
  readonly param?: Record<string, string>
  readonly seed?: string
}

export function snapshotCommand(): Command {
  return withReadingOptions(
    new Command('snapshot')
      .description('take a snapshot of files, folders or patterns')
      .argument('[dataset]', 'name of the dataset, made when it is new')
      .argument('[source...]', 'files, folders or patterns'),
  )
    .option(
      '--into <dataset=source>',
      'snapshots of several datasets in one step, all or none; repeat for each source',
      gathered,
    )
    .option('-m, --message <text>', 'what is in it')
    .option('--tag <name>', 'give the new version a name')
    .option('--as-of <time>', 'the time the data speaks of, for history brought in later')
    .option('--branch <name>', 'the branch it goes onto (default: the current one, see firn switch)')
    .option('--rehash', 'read files again that seem unchanged')
    .option(
      '--as-found',
      'not in the way that was chosen for the version before, but as files are recognised',
    )
    .option('--append-only', 'long files only grow: read them from where they ended, now and later')
    .option('--no-append-only', 'read them whole again from now on')
    .option('--input <ref>', 'a snapshot that another program made these files of; repeat for more', gathered)
    .option('--code <dir>', 'folder of that program, whose git commit is recorded')
    .option('--param <name=value>', 'a parameter of it; repeat for more', keyValue)
    .option('--seed <seed>', 'its seed')
    .addHelpText(
      'after',
      '\nExamples:\n  firn snapshot access logs/ -m "first import"\n  firn snapshot prices prices.csv --tag 2026-q1\n  firn snapshot features out/ --input events@v3 --code . --param depth=3 --seed 42\n  firn snapshot access app.log --pattern combined --type bytes=BIGINT\n  firn snapshot --into orders=orders.csv --into users=users/',
    )
    .action(async (dataset: string | undefined, sources: string[], _options, command: Command) => {
      const options = optionsOf<Options>(command)
      if (options.into !== undefined) {
        refuseOfOne(dataset, options)
        await takeTogether(options.into, options)
        return
      }
      if (dataset === undefined || sources.length === 0)
        throw new FirnError('wrong-usage', 'Name a dataset and what it is taken of.', {
          hint: 'For example: firn snapshot access logs/',
        })
      await runCommand(options, async ({ call, answer, warn }) => {
        const result = await call('snapshot.take', {
          ...(await readingOf(call, dataset, sources, options)),
          asFound: options.asFound,
          dataset,
          sources,
          message: options.message,
          tag: options.tag,
          asOf: options.asOf,
          branch: options.branch,
          rehash: options.rehash,
          appendOnly: options.appendOnly,
          origin: originOf(options),
        })
        for (const warning of result.warnings) warn(`warning: ${warning}`)
        answer(snapshotDocument(result), () => snapshotText(result))
      })
    })
}

/** What is said of one dataset cannot be meant of several. */
function refuseOfOne(dataset: string | undefined, options: Options): void {
  const { input, code, param, seed, branch, asFound } = options
  const ofOne = [input, code, param, seed, branch, asFound].some((given) => given !== undefined)
  if (dataset === undefined && !ofOne && !isAnyReadingChosen(options)) return
  throw new FirnError(
    'wrong-usage',
    dataset === undefined
      ? 'How files are read, where they came from and a branch are said of one dataset at a time.'
      : `"${dataset}" stands beside --into, which names datasets and sources itself.`,
    { hint: 'For example: firn snapshot --into orders=orders.csv --into users=users/' },
  )
}

async function takeTogether(into: readonly string[], options: Options & SharedOptions): Promise<void> {
  const { message, tag, asOf, rehash } = options
  const parts = new Map<string, string[]>()
  for (const text of into) {
    const at = text.indexOf('=')
    if (at < 1 || at === text.length - 1)
      throw new FirnError('wrong-usage', `"${text}" is not a dataset and a source.`, {
        hint: 'It is written as orders=orders.csv.',
      })
    const dataset = text.slice(0, at)
    parts.set(dataset, [...(parts.get(dataset) ?? []), text.slice(at + 1)])
  }
  await runCommand(options, async ({ call, answer, warn }) => {
    const { snapshots } = await call('snapshot.takeTogether', {
      parts: [...parts].map(([dataset, sources]) => ({ dataset, sources })),
      message,
      tag,
      asOf,
      rehash,
    })
    for (const { dataset, warnings } of snapshots)
      for (const warning of warnings) warn(`warning: ${dataset}: ${warning}`)
    answer({ snapshots: snapshots.map(snapshotDocument) }, () => snapshots.map(snapshotText).join('\n'))
  })
}

/** How the files are to be read, where it was said, tried on them first. */
async function readingOf(
  call: CommandSession['call'],
  dataset: string,
  sources: readonly string[],
  options: Options,
): Promise<ChosenReading> {
  if (!isAnyReadingChosen(options)) return {}
  const { importId, discovery } = await call('import.open', { sources: [...sources] })
  const before = options.asFound === true ? [] : await readingBefore(call, dataset, options.branch)
  const chosen = await chooseReading(call, importId, discovery, options, before)
  await call('import.close', { importId })
  return chosen
}

/** How the version was read that the new one follows; nothing for the first of a dataset. */
async function readingBefore(
  call: CommandSession['call'],
  dataset: string,
  branch: string | undefined,
): Promise<readonly StoredReading[]> {
  try {
    const on = branch ?? (await call('dataset.branches', { dataset })).current
    return (await call('snapshot.reading', { reference: `${dataset}@${on}` })).tables
  } catch (error) {
    if (error instanceof FirnError && error.code === 'not-found') return []
    throw error
  }
}

/** Where the files came from, when any of it was told. */
function originOf({ input = [], code, param, seed }: Options): InputOf<Contract['snapshot.take']>['origin'] {
  if (input.length === 0 && code === undefined && param === undefined && seed === undefined) return undefined
  return { inputs: input.map((reference) => ({ reference })), code, parameters: param, seed }
}
