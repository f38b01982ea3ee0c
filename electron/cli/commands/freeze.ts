import { Command, InvalidArgumentError, Option } from 'commander'
import { FirnError } from '../../../shared/contract/errors.ts'
import type { FreezeCheck, Receipt, SplitShare } from '../../../shared/model/receipt.ts'
import { columns, count, counted } from '../format.ts'
import { keyValue } from '../key-value.ts'
import { nameList } from '../name-list.ts'
import { optionsOf, runCommand } from '../session.ts'

interface Options {
  readonly from?: string
  readonly sql?: string
  readonly param?: Record<string, string>
  readonly label?: string
  readonly id?: string[]
  readonly features?: string[]
  readonly ignore?: string[]
  readonly weight?: string
  readonly where?: string
  readonly dedupe?: 'none' | 'exact'
  readonly split?: SplitShare[]
  readonly stratify?: string
  readonly seed?: string
  readonly message?: string
  readonly tag?: string
}

export function freezeCommand(): Command {
  return new Command('freeze')
    .description('make a training set: roles, filter, de-duplication, split')
    .argument('<dataset>', 'name of the training set, made when it is new')
    .option('--from <ref>', 'snapshot whose rows are frozen')
    .option('--sql <query>', 'a query instead, for example one that joins labels')
    .option('--param <name=value>', 'value of $name; repeat for more', keyValue)
    .option('--label <column>', 'column to predict')
    .option('--id <columns>', 'columns that identify a row; they decide its split', namesOrNone)
    .option('--features <columns>', 'columns to learn from (default: all others)', names)
    .option('--ignore <columns>', 'columns to leave out', names)
    .option('--weight <column>', 'weight of a row')
    .option('--where <sql>', 'keep only rows that fulfil this condition')
    .addOption(new Option('--dedupe <how>', 'remove equal rows').choices(['none', 'exact']))
    .option('--split <shares>', 'names and shares (default: train=80,validation=10,test=10)', shares)
    .option('--stratify <column>', 'divide each class of this column alike')
    .option('--seed <number>', "whole number (default: the first freeze's, else 0)", seed)
    .option('-m, --message <text>', 'what it is for')
    .option('--tag <name>', 'give the new version a name')
    .addHelpText(
      'after',
      `
Later freezes of the same dataset inherit its ids and its split: no row moves when the data grows.
A column whose name has a comma stands in double quotes: --ignore 'a,"b, c"'.
--id '' takes the ids away and --stratify '' the classes; then, as with another --seed, rows may move.

Examples:
  firn freeze bots --from sessions@v5 --id session --label is_bot --stratify is_bot --seed 42
  firn freeze bots --sql 'FROM sessions JOIN "bot-labels@v9" USING (session)' --id session --label is_bot
  firn freeze prices --from listings --split train=90,test=10 --dedupe exact --where 'price > 0'`,
    )
    .action(async (dataset: string, _options, command: Command) => {
      const { param, store: _store, json: _json, ...request } = optionsOf<Options>(command)
      if ((request.from === undefined) === (request.sql === undefined))
        throw new FirnError('wrong-usage', 'Give either --from or --sql.')
      await runCommand(optionsOf<Options>(command), async (session) => {
        const input = { dataset, ...request, ...(param === undefined ? {} : { parameters: param }) }
        const receipt = await session.call('freeze.run', input)
        if (!session.json) session.warn(rowsText(receipt.rows))
        warnings(receipt.checks).forEach(session.warn)
        const { snapshot } = await session.call('snapshot.show', {
          reference: `${dataset}@v${receipt.version}`,
        })
        session.answer({ ...receipt, lineage: snapshot.lineage }, () => textOf(receipt))
      })
    })
}

/** A plan would say the same before, but at the price of reading everything twice. */
function rowsText({ source, filtered, kept }: Receipt['rows']): string {
  return `Read ${counted(source, 'row')}, ${count(filtered)} after the filter, ${count(kept)} kept.`
}

function warnings(checks: readonly FreezeCheck[]): string[] {
  return checks
    .filter((check) => check.state !== 'pass')
    .map((check) => `${check.state === 'fail' ? 'problem' : 'warning'}: ${check.text}`)
}

function textOf(receipt: Receipt): string {
  const rows = Object.entries(receipt.splits).map(([name, { rows: held, classes }]) => [
    `  ${name}`,
    held,
    classes
      .slice(0, 8)
      .map(
        ({ value, rows: of }) =>
          `${value === null ? 'NULL' : typeof value === 'object' ? JSON.stringify(value) : value}: ${count(of)}`,
      )
      .join(', '),
  ])
  return [
    `Froze ${receipt.dataset}@v${receipt.version}, seed ${receipt.seed} (id ${receipt.id.slice(0, 12)}).`,
    columns(rows),
    `  ${receipt.path}`,
  ].join('\n')
}

/** The empty text names no column. */
function namesOrNone(text: string, before: string[] | undefined): string[] {
  return text.trim() === '' ? [] : names(text, before)
}

function names(text: string, before: string[] | undefined): string[] {
  const given = nameList(text).filter((name) => name !== '')
  if (given.length === 0) throw new InvalidArgumentError('Name at least one column.')
  return [...(before ?? []), ...given]
}

function shares(text: string): SplitShare[] {
  return text.split(',').map((part) => {
    const [, name, share] = /^\s*([^=]+?)\s*=\s*([0-9.]+)\s*%?\s*$/.exec(part) ?? []
    if (name === undefined || !(Number(share) > 0))
      throw new InvalidArgumentError('It is written as train=80,validation=10,test=10.')
    return { name, share: Number(share) }
  })
}

function seed(text: string): string {
  if (!/^-?\d{1,20}$/.test(text)) throw new InvalidArgumentError('It is a whole number.')
  return text
}
