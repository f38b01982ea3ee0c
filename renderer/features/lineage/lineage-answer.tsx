import { useAnswer } from '../../client/use-answer.ts'
import { Button } from '../../components/button.tsx'
import { EmptyState, ErrorPanel, Skeleton } from '../../components/states.tsx'
import { useCatalogue } from '../../workbench/catalogue.ts'
import { choose } from '../../workbench/choosing.ts'
import { openQuery } from '../../workbench/open.ts'
import { LineageView } from './lineage-view.tsx'

/** The lineage of one snapshot, up and down, or of the whole store. It is asked for again when the store changes. */
export function LineageAnswer({ reference }: { reference: string | undefined }) {
  const changes = useCatalogue((state) => state.changes)
  return <Asked key={changes} reference={reference} />
}

function Asked({ reference }: { reference: string | undefined }) {
  const { data, error, reload } = useAnswer(
    'lineage.graph',
    reference === undefined ? {} : { reference, direction: 'both' },
  )
  if (error !== undefined) return <ErrorPanel error={error} onRetry={reload} />
  if (data === undefined) return <Skeleton lines={5} label="Loading the lineage" />
  if (data.nodes.length === 0)
    return (
      <EmptyState
        title="Nothing to draw yet"
        actions={<Button onClick={() => choose('sources')}>Open a folder of data…</Button>}
      >
        Take a first snapshot: drop files or a folder on the window. Aggregations and training sets made from
        it appear here.
      </EmptyState>
    )
  const about =
    reference === undefined ? 'all of this store' : `what ${reference} came from and what was made of it`
  return (
    <LineageView
      graph={data}
      about={about}
      name={reference === undefined ? 'store' : reference.replaceAll(/[^\w.-]+/g, '-')}
      focus={reference}
      notice={
        data.edges.length === 0 && (
          <p className="lineage-notice secondary small">
            No links yet: a link appears when an aggregation or a training set is made from a snapshot.{' '}
            {reference !== undefined && (
              <Button onClick={() => openQuery(`FROM "${reference}"`)}>Query {reference}</Button>
            )}
          </p>
        )
      }
    />
  )
}
