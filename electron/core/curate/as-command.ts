import type { Lineage, Recipe } from '../../../shared/model/lineage.ts'
import type { FreezeRequest } from '../../../shared/model/receipt.ts'
import { formatReference } from '../../../shared/model/reference.ts'
import { recipeQuery } from './recipe-query.ts'

/** The same aggregation as a command line for a POSIX shell. */
export function aggregateCommand(request: {
  readonly dataset: string
  readonly recipe: Recipe
  readonly parameters?: { readonly [name: string]: string } | undefined
  readonly message?: string | undefined
}): string {
  const { dataset, recipe, parameters = {}, message } = request
  const source = recipe.file === undefined ? ['--sql', sqlOf(recipe)] : ['--recipe', recipe.file]
  const values = recipe.file === undefined ? { ...recipe.parameters, ...parameters } : parameters
  return command(['aggregate', dataset, ...source, ...parameterWords(values), ...option('-m', message)])
}

/** The same freeze as a command line for a POSIX shell. */
export function freezeCommand(request: FreezeRequest): string {
  const { split } = request
  return command([
    'freeze',
    request.dataset,
    ...option('--from', request.from),
    ...option('--sql', request.sql),
    ...parameterWords(request.parameters ?? {}),
    ...resettable('--id', columnList(request.id)),
    ...option('--label', request.label),
    ...option('--weight', request.weight),
    ...option('--features', columnList(request.features)),
    ...option('--ignore', columnList(request.ignore)),
    ...option('--where', request.where),
    ...option('--dedupe', request.dedupe),
    ...option('--split', split?.map(({ name, share }) => `${name}=${share}`).join(',')),
    ...resettable('--stratify', request.stratify),
    ...option('--seed', request.seed),
    ...option('-m', request.message),
    ...option('--tag', request.tag),
  ])
}

/** How a result of another program is made once more, of the same versions. */
export function runAsCommand(dataset: string, { inputs, parameters, seed, command: run }: Lineage): string {
  return command([
    'run',
    dataset,
    ...inputs.flatMap((input) => ['--input', formatReference(input.dataset, input.version, input.table)]),
    ...parameterWords(parameters),
    ...option('--seed', seed),
    '--',
    ...(run?.words ?? []),
  ])
}

/** A recipe with a mistake in it has no single query yet; its last step is the best there is to show. */
function sqlOf(recipe: Recipe): string {
  try {
    return recipeQuery(recipe.steps).sql
  } catch {
    return recipe.steps.at(-1)?.sql ?? ''
  }
}

/** As `--id` and its like read it: a name that commas would cut, or quotes confuse, stands in quotes. */
function columnList(names: readonly string[] | undefined): string | undefined {
  return names
    ?.map((name) => (/[",]|^\s|\s$/.test(name) ? `"${name.replaceAll('"', '""')}"` : name))
    .join(',')
}

function option(name: string, value: string | undefined): string[] {
  return value === undefined || value === '' ? [] : [name, value]
}

/** An option that a later freeze inherits, so that giving it empty says something. */
function resettable(name: string, value: string | undefined): string[] {
  return value === undefined ? [] : [name, value]
}

function parameterWords(parameters: { readonly [name: string]: string }): string[] {
  return Object.entries(parameters).flatMap(([name, value]) => ['--param', `${name}=${value}`])
}

function command(words: readonly string[]): string {
  return ['firn', ...words].map(quoted).join(' ')
}

function quoted(word: string): string {
  return /^[A-Za-z0-9_@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`
}
