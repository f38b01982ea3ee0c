import { useMemo } from 'react'
import { namesAFile, splitTable } from '../../shared/model/reference.ts'
import { useClient } from '../client/client.tsx'
import { kindWords } from '../components/badge.tsx'
import { moment } from '../components/figures.ts'
import type { CompletionFacts } from '../components/sql-editor/completion.ts'
import { useCatalogue } from './catalogue.ts'

/** What the editor may propose, from the catalogue and the schemas; each schema is asked for once. */
export function useCompletionFacts(): CompletionFacts {
  const client = useClient()
  const datasets = useCatalogue((state) => state.datasets)
  return useMemo(() => {
    const columns = new Map<string, Promise<readonly { name: string; type: string }[]>>()
    const readColumns = async (reference: string) => {
      const { table } = splitTable(reference)
      try {
        if (namesAFile(reference)) {
          const result = await client.call('query.start', {
            sql: `FROM '${reference.replaceAll("'", "''")}' LIMIT 0`,
          })
          client.call('query.close', { resultId: result.resultId }).catch(() => {})
          return result.columns
        }
        const { tables } = await client.call('snapshot.schema', { reference })
        return tables
          .filter(({ name }) => table === undefined || name === table)
          .flatMap((one) => one.columns)
      } catch {
        // Completion only helps: what cannot be read is said when the query runs.
        return []
      }
    }
    return {
      datasets: (datasets ?? []).map(({ name, kind, rows }) => ({ name, kind: kindWords[kind], rows })),
      async selectors(dataset) {
        try {
          const { versions } = await client.call('dataset.versions', { dataset })
          const there = versions.filter(({ expired }) => !expired)
          return [
            ...there.flatMap(({ version, tags }) =>
              tags.map((name) => ({ name, detail: `tag of v${version}` })),
            ),
            ...there.map(({ version, time, message }) => ({
              name: `v${version}`,
              detail: `${moment(time)} ${message}`,
            })),
          ]
        } catch {
          return []
        }
      },
      columns(reference) {
        const known = columns.get(reference) ?? readColumns(reference)
        columns.set(reference, known)
        return known
      },
    }
    // Each reading of the catalogue is another list: a new snapshot may have other columns.
  }, [client, datasets])
}
