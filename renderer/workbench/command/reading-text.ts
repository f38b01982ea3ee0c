import type { StoredReading } from '../../../shared/contract/store.ts'
import { type ChosenReading, keptReadings, readingArguments } from '../../../shared/model/chosen-reading.ts'
import type { ReadOptions, TableReading } from '../../../shared/model/table.ts'
import { quotedWord } from './command-text.ts'

/** A table as it was recognised, before anybody chose anything. */
export interface RecognisedTable {
  readonly name: string
  readonly options: ReadOptions
}

interface Asked {
  /** What was chosen for the new version. */
  readonly reading: ChosenReading
  /** The tables as they are recognised, where that is known. */
  readonly recognised: readonly RecognisedTable[]
  /** The version before; empty where it does not count. */
  readonly before: readonly StoredReading[]
  /** There is a choice of the version before, and it does not hold. */
  readonly asFound: boolean
}

/**
 * How the files are read, as options of `firn snapshot` behind a space: what differs from how they would be read
 * without. Empty where nothing does.
 */
export function readingText({ reading, recognised, before, asFound }: Asked): string {
  const kept = new Map(keptReadings(before, recognised).map((one) => [one.table, one.reading]))
  const said = (over: ReadonlyMap<string, TableReading>) =>
    tablesOf(reading, ({ name, chosen }) => {
      const { options } = over.get(name) ?? {}
      return readingArguments(chosen, options ?? recognised.find((one) => one.name === name)?.options)
    })
  const overBefore = asFound ? undefined : said(kept)
  if (overBefore !== undefined) return joined(overBefore, recognised.length > 1)
  // What the version before was told cannot be taken back word by word, so all of it is.
  const anew = said(new Map()) ?? []
  return ` --as-found${joined(anew, recognised.length > 1)}`
}

/** What the version before was told, in the words of the command line; empty where it was told nothing. */
export function keptText(before: readonly StoredReading[]): string {
  const told = before.flatMap(({ name, chosen }) =>
    chosen === undefined ? [] : [{ name, pairs: readingArguments(chosen, undefined) ?? [] }],
  )
  return joined(told, before.length > 1).trim()
}

interface Told {
  readonly name: string
  readonly pairs: readonly (readonly [option: string, value?: string])[]
}

function tablesOf(
  { options = {}, types = {} }: ChosenReading,
  argumentsOf: (table: { name: string; chosen: TableReading }) => Told['pairs'] | undefined,
): Told[] | undefined {
  const told: Told[] = []
  for (const name of new Set([...Object.keys(options), ...Object.keys(types)])) {
    const chosen: TableReading = {
      ...(options[name] === undefined ? {} : { options: options[name] }),
      ...(types[name] === undefined ? {} : { types: types[name] }),
    }
    const pairs = argumentsOf({ name, chosen })
    if (pairs === undefined) return undefined
    if (pairs.length > 0) told.push({ name, pairs })
  }
  return told
}

function joined(told: readonly Told[], named: boolean): string {
  return told
    .flatMap(({ name, pairs }) => [...(named ? [['--table', name] as const] : []), ...pairs])
    .map(([option, value]) => (value === undefined ? ` ${option}` : ` ${option} ${quotedWord(value)}`))
    .join('')
}
