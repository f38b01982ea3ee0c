import { useCallback, useEffect, useRef, useState } from 'react'
import { type FirnError, isCancelled } from '../../../shared/contract/errors.ts'
import type { ChosenReading } from '../../../shared/model/chosen-reading.ts'
import type { DiscoveredTable, Discovery } from '../../../shared/model/discovery.ts'
import type { Progress } from '../../../shared/model/job.ts'
import { useClient, useConnectionState } from '../../client/client.tsx'
import type { Connection, Input } from '../../client/connection.ts'
import { asFirnError } from '../../client/use-answer.ts'
import { useLatest } from '../../components/use-latest.ts'
import { useKept } from '../../workbench/places.tsx'

/** Another way to read a table; `recognise` takes back the options that were chosen. */
type Change = Pick<Input<'import.change'>, 'options' | 'types' | 'recognise'>

export interface Import {
  readonly importId: string | undefined
  readonly discovery: Discovery | undefined
  /** How far reading every line is; undefined when it is not going on. */
  readonly reading: Progress | undefined
  readonly error: FirnError | undefined
  /** A table that is being read again with other options. */
  readonly changing: string | undefined
  /** Grows with every change of a table: what was shown of it is old. */
  readonly revision: number
  /** What people chose otherwise than it was found. */
  readonly chosen: ChosenReading
  /** The tables as they were found, before that. */
  readonly recognised: readonly DiscoveredTable[]
  change(table: string, change: Change): void
  stopReading(): void
  retry(): void
}

/** Looks at sources: a sample at once, then every line. What was found is forgotten when the tab closes, what was chosen is kept with it. */
export function useImport(sources: readonly string[]): Import {
  const client = useClient()
  const { generation } = useConnectionState()
  const [round, setRound] = useState(0)
  const [found, setFound] = useState<{ importId: string; discovery: Discovery }>()
  const [reading, setReading] = useState<Progress>()
  const [error, setError] = useState<FirnError>()
  const [changing, setChanging] = useState<string>()
  const [revision, setRevision] = useState(0)
  const [chosen, setChosen] = useKept<ChosenReading>('chosen', {})
  const [recognised, setRecognised] = useState<readonly DiscoveredTable[]>([])
  const lastChosen = useLatest(chosen)
  const readingAll = useRef<AbortController>(undefined)
  const key = JSON.stringify(sources)

  useEffect(() => {
    const controller = new AbortController()
    readingAll.current = controller
    const { signal } = controller
    let opened: string | undefined
    const look = async () => {
      setError(undefined)
      setReading({ done: 0, unit: 'files' })
      const first = await client.call(
        'import.open',
        { sources: JSON.parse(key) as string[] },
        { signal, onProgress: setReading },
      )
      opened = first.importId
      setRecognised(first.discovery.tables)
      const again = await chooseAgain(client, first, lastChosen.current, signal)
      setFound({ importId: first.importId, discovery: again.discovery })
      if (again.problem !== undefined) setError(again.problem)
      setReading({ done: 0, unit: 'bytes' })
      const all = await client.call(
        'import.read',
        { importId: first.importId },
        { signal, onProgress: setReading },
      )
      setFound({ importId: first.importId, discovery: all.discovery })
      setRevision((before) => before + 1)
    }
    look()
      .catch((problem: unknown) => {
        if (!isCancelled(problem)) setError(asFirnError(problem))
      })
      .finally(() => setReading(undefined))
    return () => {
      controller.abort()
      if (opened === undefined) return
      client.call('import.close', { importId: opened }).catch(() => {
        // The engine forgets it with the session anyway.
      })
    }
  }, [client, key, generation, round, lastChosen])

  const importId = found?.importId
  const change = useCallback<Import['change']>(
    (table, wanted) => {
      if (importId === undefined) return
      setChanging(table)
      setError(undefined)
      client.call('import.change', { importId, table, ...wanted }).then(
        ({ table: next }) => {
          setFound((before) => before && { ...before, discovery: withTable(before.discovery, next) })
          setChosen((before) => withChoice(before, table, wanted))
          setRevision((before) => before + 1)
          setChanging(undefined)
        },
        (problem: unknown) => {
          setError(asFirnError(problem))
          setChanging(undefined)
        },
      )
    },
    [client, importId, setChosen],
  )
  return {
    importId,
    discovery: found?.discovery,
    reading,
    error,
    changing,
    revision,
    chosen,
    recognised,
    change,
    stopReading: () => readingAll.current?.abort(),
    retry: () => setRound((before) => before + 1),
  }
}

/** Chooses what was chosen before the window was loaded again, or its engine was another one. */
async function chooseAgain(
  client: Connection,
  { importId, discovery }: { readonly importId: string; readonly discovery: Discovery },
  { options = {}, types = {} }: ChosenReading,
  signal: AbortSignal,
): Promise<{ readonly discovery: Discovery; readonly problem?: FirnError }> {
  let now = discovery
  let problem: FirnError | undefined
  for (const { name } of discovery.tables) {
    const [how, typed] = [options[name], types[name]]
    if (how === undefined && typed === undefined) continue
    const wanted = {
      ...(how === undefined ? {} : { options: how }),
      ...(typed === undefined ? {} : { types: typed }),
    }
    try {
      const { table } = await client.call('import.change', { importId, table: name, ...wanted }, { signal })
      now = withTable(now, table)
    } catch (thrown) {
      if (isCancelled(thrown)) throw thrown
      problem = asFirnError(thrown)
    }
  }
  return { discovery: now, ...(problem === undefined ? {} : { problem }) }
}

function withChoice({ options, types }: ChosenReading, table: string, wanted: Change): ChosenReading {
  const { [table]: before, ...others } = options ?? {}
  const chosen = wanted.options ?? (wanted.recognise === true ? undefined : before)
  const nextOptions = chosen === undefined ? others : { ...others, [table]: chosen }
  const nextTypes =
    wanted.types === undefined ? types : { ...types, [table]: { ...types?.[table], ...wanted.types } }
  return {
    ...(Object.keys(nextOptions).length === 0 ? {} : { options: nextOptions }),
    ...(nextTypes === undefined ? {} : { types: nextTypes }),
  }
}

function withTable(discovery: Discovery, next: DiscoveredTable): Discovery {
  return { ...discovery, tables: discovery.tables.map((table) => (table.name === next.name ? next : table)) }
}
