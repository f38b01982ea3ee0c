import type { TablePreview } from '../../../shared/contract/ingest.ts'
import { FirnError } from '../../../shared/contract/errors.ts'
import type { DiscoveredTable, Discovery } from '../../../shared/model/discovery.ts'
import type { ReadOptions } from '../../../shared/model/table.ts'
import { type DiscoverRequest, discoverFiles } from './discover.ts'
import type { CallWatch, IngestAccess } from './engine-reader.ts'
import { sampleFile, textOf } from './file-sample.ts'
import { type InputFile, type Listing, listInputs } from './input-files.ts'
import { createParsedFiles } from './parsed-files.ts'
import { placeOf, readTable } from './read-table.ts'
import { type Relation, relationOf } from './relation.ts'

/** Files on the import screen: what was found, and the choices made so far. */
export interface OpenImport {
  readonly discovery: Discovery
  /** Reads every line of every file. */
  readAll(watch: CallWatch): Promise<Discovery>
  /** The first rows of a table, and the first lines of its first file when it is text. */
  preview(table: string, watch: CallWatch): Promise<TablePreview>
  /** The rows of a table as it is read now. */
  relation(table: string, watch: CallWatch): Promise<Relation & { readonly table: DiscoveredTable }>
  /** Reads one table again with other options or types, besides those chosen before; the others stay as they are. */
  change(
    table: string,
    change: {
      readonly options?: ReadOptions | undefined
      readonly types?: Readonly<Record<string, string>> | undefined
      /** Forgets the options that were chosen before. */
      readonly recognise?: boolean | undefined
    },
    watch: CallWatch,
  ): Promise<DiscoveredTable>
}

const previewRows = 100
const previewLines = 50

/** Looks at sources; large tables by their first part. Throws what {@link discoverFiles} throws. */
export async function openImport(
  sources: readonly string[],
  access: IngestAccess,
  watch: CallWatch,
): Promise<OpenImport> {
  const listing = await listInputs(sources, { signal: watch.signal })
  const options: Record<string, ReadOptions> = {}
  const types: Record<string, Readonly<Record<string, string>>> = {}
  let { discovery } = await discoverFiles(sources, listing, { depth: 'sample' }, access, watch)

  /** How many changes there were, and which was the last of each table. */
  let changes = 0
  const changedAt = new Map<string, number>()

  const find = (name: string): DiscoveredTable => {
    const table = discovery.tables.find((each) => each.name === name)
    if (table === undefined) throw new FirnError('not-found', `There is no table "${name}" in these files.`)
    return table
  }
  const listingOf = (tables: readonly DiscoveredTable[]): Listing => {
    const paths = new Set(tables.flatMap(({ files }) => files))
    return { files: listing.files.filter(({ path }) => paths.has(path)), leftOut: [], problems: [] }
  }
  const request = (depth: DiscoverRequest['depth'], tables: readonly DiscoveredTable[]): DiscoverRequest => ({
    depth,
    options: { ...options },
    types: { ...types },
    tableNames: Object.fromEntries(tables.flatMap(({ name, files }) => files.map((file) => [file, name]))),
  })

  /** Reads every line of these tables; returns those that were changed before it had ended. */
  const readWhole = async (
    tables: readonly DiscoveredTable[],
    readWatch: CallWatch,
  ): Promise<readonly DiscoveredTable[]> => {
    const began = changes
    const part = tables.length < discovery.tables.length
    const files = part ? listingOf(tables) : listing
    const read = (await discoverFiles(sources, files, request('all', tables), access, readWatch)).discovery
    const changed = ({ name }: DiscoveredTable) => (changedAt.get(name) ?? 0) > began
    const asked = new Set(tables.map(({ name }) => name))
    const others = discovery.tables.filter((table) => changed(table) || !asked.has(table.name))
    const kept = new Map(others.map((table) => [table.name, table]))
    const found = (part ? discovery : read).tables.flatMap(
      ({ name }) => kept.get(name) ?? read.tables.find((table) => table.name === name) ?? [],
    )
    const before: Discovery = part ? discovery : { ...read, problems: [] }
    discovery = { ...before, problems: [...before.problems, ...read.problems], tables: found }
    return discovery.tables.filter(changed)
  }

  return {
    get discovery() {
      return discovery
    },
    async readAll(readWatch) {
      let unread: readonly DiscoveredTable[] = discovery.tables.filter(({ covers }) => covers !== 'all')
      // What is changed meanwhile stays as it was changed, and is still to be read.
      while (unread.length > 0) unread = await readWhole(unread, readWatch)
      return discovery
    },
    async preview(name, previewWatch) {
      const table = find(name)
      const { columns, rows } = await readTable(
        table,
        placesOf(listing),
        { access, parsed: createParsedFiles(access), limit: previewRows },
        previewWatch,
      )
      return { columns, rows, lines: await firstLines(table, listing) }
    },
    async relation(name, relationWatch) {
      const table = find(name)
      const places = placesOf(listing)
      const parsed = createParsedFiles(access)
      return { table, ...(await relationOf(table, (file) => placeOf(places, file), parsed, relationWatch)) }
    },
    async change(name, change, changeWatch) {
      const table = find(name)
      const chosen = change.options ?? (change.recognise === true ? undefined : options[name])
      const trial: DiscoverRequest = {
        ...request(table.covers, [table]),
        options: chosen === undefined ? {} : { [name]: chosen },
        types: { ...types, [name]: { ...types[name], ...change.types } },
      }
      const again = await discoverFiles(sources, listingOf([table]), trial, access, changeWatch)
      const changed = again.discovery.tables.find((each) => each.name === name)
      if (changed === undefined)
        throw new FirnError('format', `With these options "${name}" gives no table.`, {
          hint: again.discovery.problems[0]?.message,
        })
      // Remembered only now: options that read nothing must not stay.
      if (chosen === undefined) delete options[name]
      else options[name] = chosen
      types[name] = { ...types[name], ...change.types }
      changes += 1
      changedAt.set(name, changes)
      discovery = {
        ...discovery,
        tables: discovery.tables.map((each) => (each.name === name ? changed : each)),
      }
      return changed
    },
  }
}

function placesOf(listing: Listing): ReadonlyMap<string, InputFile> {
  return new Map(listing.files.map((file) => [file.path, file]))
}

async function firstLines(table: DiscoveredTable, listing: Listing): Promise<string[]> {
  if (table.format === 'parquet' || table.format === 'arrow') return []
  const first = listing.files.find((file) => file.path === table.files[0])
  if (first === undefined) return []
  const text = textOf(await sampleFile(first, first.path))?.text ?? ''
  return text.split(/\r?\n/).slice(0, previewLines)
}
