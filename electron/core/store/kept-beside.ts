import type { Snapshot } from '../../../shared/model/snapshot.ts'

/** Objects that a snapshot keeps beside its tree: rejected rows, and what a program said that made its files. */
export function keptBeside({
  tables,
  lineage,
}: Pick<Snapshot, 'tables' | 'lineage'>): { readonly hash: string; readonly what: string }[] {
  const rejects = tables.flatMap(({ rejects: hash, name }) =>
    hash === undefined ? [] : [{ hash, what: `the rejected rows of its table ${name}` }],
  )
  const log = lineage?.command?.log
  return log === undefined ? rejects : [...rejects, { hash: log, what: 'the log of its command' }]
}
