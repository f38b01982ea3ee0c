import type { LineageProblem } from '../../../shared/model/lineage.ts'
import { useAnswer } from '../../client/use-answer.ts'
import { Button } from '../../components/button.tsx'
import { Banner, EmptyState, ErrorPanel, Skeleton } from '../../components/states.tsx'
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
  const lost = data.problems.length > 0 && <Lost problems={data.problems} />
  if (data.nodes.length === 0)
    return lost === false ? (
      <EmptyState
        title="Nothing to draw yet"
        actions={<Button onClick={() => choose('sources')}>Open a folder of data…</Button>}
      >
        Take a first snapshot: drop files or a folder on the window. Aggregations and training sets made from
        it appear here.
      </EmptyState>
    ) : (
      lost
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
        <>
          {lost}
          {data.edges.length === 0 && (
            <p className="lineage-notice secondary small">
              No links yet: a link appears when an aggregation or a training set is made from a snapshot.{' '}
              {reference !== undefined && (
                <Button onClick={() => openQuery(`FROM "${reference}"`)}>Query {reference}</Button>
              )}
            </p>
          )}
        </>
      }
    />
  )
}

/** As many as can be read at a glance; `firn verify` lists all. */
const mostShown = 5

/** What the drawing may lack, because the store has lost it. */
function Lost({ problems }: { problems: readonly LineageProblem[] }) {
  const more = problems.length - mostShown
  return (
    <Banner>
      <div>
        Links may be missing here. What cannot be read:
        <ul className="lineage-lost" aria-label="What cannot be read">
          {problems.slice(0, mostShown).map(({ reference, problem }) => (
            <li key={reference}>
              <b>{reference}</b>: {problem}
            </li>
          ))}
          {more > 0 && <li>and {more} more: `firn verify` lists them all</li>}
        </ul>
      </div>
    </Banner>
  )
}
