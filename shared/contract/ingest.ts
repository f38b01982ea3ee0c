import { z } from 'zod'
import type { DiscoveredTable, Discovery } from '../model/discovery.ts'
import type { ColumnProfile } from '../model/profile.ts'
import type { ResultColumn, Row } from '../model/value.ts'
import { method, opening } from './method.ts'
import { chosenTypes, readOptionsSchema } from './read-options.ts'

/** What lies in a folder that this session may read. */
export interface FolderListing {
  readonly folder: string
  /** Absent at the top of what may be read. */
  readonly parent?: string
  readonly entries: readonly {
    readonly name: string
    readonly path: string
    readonly kind: 'folder' | 'file'
    readonly bytes: number
  }[]
}

export interface TablePreview {
  readonly columns: readonly ResultColumn[]
  readonly rows: readonly Row[]
  /** The first lines of the first file as they are, for formats that are text. */
  readonly lines: readonly string[]
}

const importId = z.string().min(1)
const table = z.string().min(1)

export const ingestMethods = {
  'files.list': method({ folder: z.string().optional() }).returns<FolderListing>(),
  /** Looks at files and folders. The answer covers a sample at first; `import.read` reads every line. */
  'import.open': opening(
    method({ sources: z.array(z.string().min(1)).min(1) }).returns<{
      readonly importId: string
      readonly discovery: Discovery
    }>(),
    (opened) => ({ method: 'import.close', input: { importId: opened.importId } }),
  ),
  'import.read': method({ importId }).returns<{ readonly discovery: Discovery }>(),
  'import.preview': method({ importId, table }).returns<TablePreview>(),
  /** Figures of a table's columns over its first rows, at most 200,000; of all columns when none are named. */
  'import.profile': method({ importId, table, columns: z.array(z.string()).optional() }).returns<{
    readonly columns: readonly ColumnProfile[]
  }>(),
  /** Reads one table again with other options (`ReadOptions`) or column types; the rest stays as it was. */
  'import.change': method({
    importId,
    table,
    options: readOptionsSchema.optional(),
    types: chosenTypes.optional(),
    /** Forgets the options that were chosen for the table: it is read as the files themselves say. */
    recognise: z.boolean().optional(),
  }).returns<{ readonly table: DiscoveredTable }>(),
  'import.close': method({ importId }).returns<null>(),
}
