import { Command } from 'commander'
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { FirnError } from '../../../shared/contract/errors.ts'
import { formatReference, parseReference } from '../../../shared/model/reference.ts'
import { sourceFailure, storeFailure, systemCode } from '../../core/store/io-error.ts'
import { gathered, keyValue } from '../key-value.ts'
import { runProgram } from '../run-program.ts'
import { type CommandSession, optionsOf, runCommand } from '../session.ts'
import { snapshotDocument, snapshotText } from '../snapshot-answer.ts'

interface Options {
  readonly input?: readonly string[]
  readonly output?: string
  readonly code?: string
  readonly param?: Record<string, string>
  readonly seed?: string
  readonly message?: string
  readonly tag?: string
}

export function runProgramCommand(): Command {
  return new Command('run')
    .description('run a program of any language on snapshots, and keep what it writes as a version')
    .argument('<dataset>', 'name of the result, made when it is new')
    .argument('<command...>', 'after "--": the program and its arguments')
    .option('--input <ref>', 'a snapshot that it reads; repeat for more', gathered)
    .option('--output <dir>', 'empty or new folder that it writes into (default: one that goes afterwards)')
    .option('--code <dir>', 'folder of the program, whose git commit is recorded')
    .option('--param <name=value>', 'a parameter; repeat for more', keyValue)
    .option('--seed <seed>', 'a seed')
    .option('-m, --message <text>', 'what is in it')
    .option('--tag <name>', 'give the new version a name')
    .addHelpText(
      'after',
      `
The program finds in its environment, as plain paths:

  FIRN_INPUT_EVENTS    of --input events; of --input events@v3/clicks it is FIRN_INPUT_EVENTS_V3_CLICKS
  FIRN_OUTPUT          the folder for its result
  FIRN_PARAM_DEPTH     of --param depth=3
  FIRN_SEED            of --seed
  FIRN_INPUTS, FIRN_PARAMS   all of them as JSON objects

The version knows its inputs, the command, parameters, seed, commit and what the program said
(firn show REF --log). A program that fails makes no version.

Examples:
  firn run symbols --input constituents@v1 -- sh -c 'cut -d, -f1 "$FIRN_INPUT_CONSTITUENTS_V1"/*.csv > "$FIRN_OUTPUT"/symbols.csv'
  firn run features --input events@v3 --code . --param depth=3 --seed 42 -- python features.py`,
    )
    .action(async (dataset: string, words: string[], _options, command: Command) => {
      const options = optionsOf<Options>(command)
      const [program, ...rest] = words
      if (program === undefined) throw new FirnError('wrong-usage', 'Name the program after "--".')
      await runCommand(options, async (session) => {
        const inputs = await pinned(session, options.input ?? [])
        if (inputs.length > 0)
          await session.call('snapshot.hold', {
            references: inputs.map(({ reference }) => reference),
            purpose: `run ${dataset}`,
          })
        const output = await outputFolder(options.output, dataset)
        const environment = await environmentOf(session, { inputs, output: output.path, options })
        const ended = await runProgram([program, ...rest], environment, session.signal).catch(
          async (error: unknown) => {
            await output.remove()
            throw error
          },
        )
        if (ended.exitCode !== 0) {
          await output.remove()
          throw failed(words, ended, session.signal)
        }
        const result = await session
          .call('snapshot.take', {
            dataset,
            sources: [output.path],
            message: options.message,
            tag: options.tag,
            origin: {
              inputs: inputs.map(({ reference, named }) => ({ reference, named })),
              code: options.code,
              parameters: options.param,
              seed: options.seed,
              command: { words, seconds: ended.seconds, log: ended.log },
            },
          })
          .catch((error: unknown) => {
            // What took hours to make is not thrown away because it could not be kept.
            session.warn(`The program's result is left in ${output.path}.`)
            throw error
          })
        await output.remove()
        for (const warning of result.warnings) session.warn(`warning: ${warning}`)
        session.answer(snapshotDocument(result), () => snapshotText(result))
      })
    })
}

interface PinnedInput {
  /** `events@v3`, also where the person's name follows the dataset. */
  readonly reference: string
  readonly named: string
  readonly variable: string
}

/** What the names mean now; versions that come while the program runs change nothing. */
async function pinned({ call }: CommandSession, names: readonly string[]): Promise<readonly PinnedInput[]> {
  const inputs: PinnedInput[] = []
  for (const named of names) {
    const { snapshot, version } = await call('snapshot.show', { reference: named })
    const parsed = parseReference(named)
    const table = parsed.ok ? parsed.reference.table : undefined
    const reference = formatReference(snapshot.dataset, version, table)
    const variable = `FIRN_INPUT_${inVariable(named)}`
    const other = inputs.find((input) => input.variable === variable)
    if (other !== undefined)
      throw new FirnError('wrong-usage', `${other.named} and ${named} would both be ${variable}.`, {
        hint: 'Name one of them by its version.',
      })
    inputs.push({ reference, named, variable })
  }
  return inputs
}

async function environmentOf(
  { call }: CommandSession,
  { inputs, output, options }: { inputs: readonly PinnedInput[]; output: string; options: Options },
): Promise<Record<string, string>> {
  const { param = {}, seed } = options
  const environment: Record<string, string> = { FIRN_OUTPUT: output }
  const paths: Record<string, string> = {}
  for (const { reference, named, variable } of inputs) {
    const { path } = await call('snapshot.path', { reference })
    environment[variable] = path
    paths[named] = path
  }
  for (const [name, value] of Object.entries(param)) environment[`FIRN_PARAM_${inVariable(name)}`] = value
  if (seed !== undefined) environment['FIRN_SEED'] = seed
  return { ...environment, FIRN_INPUTS: JSON.stringify(paths), FIRN_PARAMS: JSON.stringify(param) }
}

function inVariable(name: string): string {
  return name.toUpperCase().replaceAll(/[^A-Z0-9]+/g, '_')
}

interface OutputFolder {
  readonly path: string
  /** Removes it when it is ours. */
  remove(): Promise<void>
}

/** Files that lay there before would be taken for the program's. */
async function outputFolder(named: string | undefined, dataset: string): Promise<OutputFolder> {
  if (named === undefined) {
    const above = await made(tmpdir(), () => mkdtemp(join(tmpdir(), 'firn-run-')))
    const path = join(above, dataset)
    await made(path, () => mkdir(path))
    return { path, remove: () => rm(above, { recursive: true, force: true }) }
  }
  const path = resolve(named)
  await made(path, () => mkdir(path, { recursive: true }))
  const there = await readdir(path).catch((error: unknown) => {
    throw sourceFailure(error, path)
  })
  if (there.length > 0)
    throw new FirnError('already-exists', `${path} holds something already, such as ${there[0]}.`, {
      hint: 'Empty it, name another one, or leave --output away: what lay there would be taken for the result.',
      context: { file: path },
    })
  return { path, remove: async () => {} }
}

async function made<Made>(path: string, make: () => Promise<Made>): Promise<Made> {
  try {
    return await make()
  } catch (error) {
    if (systemCode(error) !== 'EEXIST' && systemCode(error) !== 'ENOTDIR')
      throw storeFailure(error, 'make a folder for the result', path)
    throw new FirnError('already-exists', `${path} cannot be made: a file lies there or above.`, {
      hint: 'Name a folder that is new or empty, or leave --output away.',
      context: { file: path },
      cause: error,
    })
  }
}

function failed(
  words: readonly string[],
  { exitCode, signal }: { readonly exitCode: number | undefined; readonly signal: string | undefined },
  asked: AbortSignal,
): FirnError {
  if (asked.aborted)
    return new FirnError('cancelled', 'Cancelled: the program was ended, and no version was made.')
  const how = exitCode === undefined ? `was ended by ${signal}` : `failed with exit code ${exitCode}`
  return new FirnError('program-failed', `${words[0]} ${how}, so no version was made.`, {
    hint: 'What it said stands above.',
    context: { exitCode, signal, command: words },
  })
}
