import { formatReference, parseReference } from '../../../shared/model/reference.ts'
import { namedTables, sqlName } from '../../components/sql-editor/table-names.ts'

/** SQL with one table named otherwise, wherever it is selected from. Other versions of the same dataset stay. */
export function withReference(sql: string, named: string, next: string): string {
  const found = namedTables(sql).filter(({ name }) => name === named)
  return found.reduceRight((text, { from, to }) => text.slice(0, from) + sqlName(next) + text.slice(to), sql)
}

/** How a recipe follows a dataset: always the latest version, or one that stays. */
export interface Following {
  readonly dataset: string
  /** Absent: follows the latest. */
  readonly selector?: string
  readonly table?: string
}

/** Reads how a reference follows its dataset; undefined for what is no reference. */
export function followingOf(named: string): Following | undefined {
  const parsed = parseReference(named)
  if (!parsed.ok) return undefined
  const { dataset, table } = parsed.reference
  const selector = /@([^/]+)/.exec(named)?.[1]
  return {
    dataset,
    ...(selector === undefined ? {} : { selector }),
    ...(table === undefined ? {} : { table }),
  }
}

/** The reference that pins a dataset to a version, or lets it follow the latest. */
export function followed({ dataset, table }: Following, version: number | undefined): string {
  if (version !== undefined) return formatReference(dataset, version, table)
  return table === undefined ? dataset : `${dataset}/${table}`
}
