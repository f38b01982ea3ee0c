import { useEffect } from 'react'
import { splitTable } from '../../../shared/model/reference.ts'
import { useAnswer } from '../../client/use-answer.ts'
import type { CompareRequest } from './request.ts'

export interface ComparedTables {
  /** Tables to choose from; empty where there is nothing to choose. */
  readonly tables: readonly string[]
  readonly chosen: string | undefined
  /** A table has to be named before anything can be compared, and is about to be. */
  readonly naming: boolean
  choose(table: string): void
}

/** Which table is compared, where a snapshot holds several: the first that both have, until another is chosen. */
export function useTables(
  request: CompareRequest,
  onSides: (sides: { readonly a: string; readonly b: string }) => void,
): ComparedTables {
  const { a, b } = request
  const ofA = useAnswer('snapshot.schema', { reference: splitTable(a).snapshot }).data?.tables.map(
    ({ name }) => name,
  )
  const ofB = useAnswer('snapshot.schema', { reference: splitTable(b).snapshot }).data?.tables.map(
    ({ name }) => name,
  )
  const several = (ofA?.length ?? 0) > 1 || (ofB?.length ?? 0) > 1
  const common = ofA?.filter((name) => ofB?.includes(name)) ?? []
  const tables = !several || ofA === undefined || ofB === undefined ? [] : common
  const named = splitTable(a).table ?? splitTable(b).table
  const sidesOf = (table: string | undefined) => ({
    a: withTable(a, ofA, table),
    b: withTable(b, ofB, table),
  })
  const wanted =
    ofA === undefined || ofB === undefined ? { a, b } : sidesOf(named ?? (several ? common[0] : undefined))
  const isMissing =
    (splitTable(a).table === undefined && wanted.a !== a) ||
    (splitTable(b).table === undefined && wanted.b !== b)
  useEffect(() => {
    if (isMissing) onSides({ a: wanted.a, b: wanted.b })
  })
  return { tables, chosen: named, naming: isMissing, choose: (table) => onSides(sidesOf(table)) }
}

/** The reference with that table, if its snapshot has it among others. */
function withTable(
  reference: string,
  tables: readonly string[] | undefined,
  table: string | undefined,
): string {
  if (table === undefined || tables === undefined || tables.length < 2 || !tables.includes(table))
    return reference
  return `${splitTable(reference).snapshot}/${table}`
}
