import type { LineageGraph, LineageNode } from '../../../shared/model/lineage.ts'
import { Badge, kindWords } from '../../components/badge.tsx'
import { Button } from '../../components/button.tsx'
import { count, counted, exactMoment } from '../../components/figures.ts'
import { SidePanel } from '../../components/side-panel.tsx'
import { KeyValues } from '../../components/states.tsx'
import { copyText } from '../../components/toast/announcements.ts'
import { useCatalogue } from '../../workbench/catalogue.ts'
import { openComparison } from '../../workbench/open.ts'
import { RebuildVerdict } from '../../workbench/rebuild/rebuild-verdict.tsx'
import { useRebuild } from '../../workbench/rebuild/use-rebuild.ts'
import { lineageCard } from './node-words.ts'
import { direct } from './relations.ts'

/** Facts of the selected snapshot and what can be done with it. */
export function NodePanel({
  graph,
  node,
  onSelect,
  onOpen,
  onClose,
}: {
  graph: LineageGraph
  node: LineageNode
  onSelect: (key: string) => void
  onOpen: (key: string) => void
  onClose: () => void
}) {
  const rebuild = useRebuild(node.key)
  const latest = useLatest(node.dataset)
  const isThere = !node.expired && node.problem === undefined
  const canRebuild = isThere && (node.kind === 'aggregation' || node.kind === 'training')
  const kind = kindWords[node.kind]
  return (
    <SidePanel
      title={node.key}
      note={`${kind.charAt(0).toUpperCase()}${kind.slice(1)}${node.time === '' ? '' : `, made ${exactMoment(node.time)}`}`}
      onClose={onClose}
    >
      <KeyValues
        facts={[
          ['rows', rowsOf(node)],
          ...(node.problem === undefined ? [] : [['problem', node.problem] as const]),
          ['message', node.message === '' ? <span className="muted">none</span> : node.message],
          ...(node.made === undefined ? [] : [['made by', node.made] as const]),
          [
            'id',
            <button
              key="id"
              type="button"
              className="link code"
              title={`Copy ${node.id}`}
              onClick={() => void copyText(node.id, 'id')}
            >
              {node.id.slice(0, 12)}…
            </button>,
          ],
          ...(node.tags.length === 0 ? [] : [['tags', <TagList key="tags" tags={node.tags} />] as const]),
        ]}
      />
      <Links
        title="Made from"
        keys={direct(graph.edges, node.key, 'up')}
        onSelect={onSelect}
        none="nothing: it was brought in"
      />
      <Links
        title="Used by"
        keys={direct(graph.edges, node.key, 'down')}
        onSelect={onSelect}
        none="nothing yet"
      />
      <NewerInputs graph={graph} node={node} />
      <div className="lineage-panel-actions">
        <Button onClick={() => onOpen(node.key)} disabled={!isThere}>
          Open
        </Button>
        {canRebuild && (
          <Button onClick={rebuild.start} disabled={rebuild.state.kind === 'running'}>
            Rebuild and verify
          </Button>
        )}
        {latest !== undefined && latest !== node.version && isThere && (
          <Button onClick={() => openComparison(node.key, `${node.dataset}@v${latest}`)}>
            Compare with v{latest}
          </Button>
        )}
        <Button onClick={() => void copyText(lineageCard(graph, node.key), 'card')}>Copy card</Button>
      </div>
      <RebuildVerdict rebuild={rebuild} />
    </SidePanel>
  )
}

function rowsOf({ rows, expired, problem }: LineageNode): string {
  if (problem !== undefined) return 'not known'
  return expired ? `${count(rows)}, expired` : count(rows)
}

function TagList({ tags }: { tags: readonly string[] }) {
  return tags.map((tag) => (
    <Badge key={tag} tone="tag">
      {tag}
    </Badge>
  ))
}

function Links({
  title,
  keys,
  onSelect,
  none,
}: {
  title: string
  keys: readonly string[]
  onSelect: (key: string) => void
  none: string
}) {
  return (
    <>
      <h3>{title}</h3>
      {keys.length === 0 ? (
        <p className="muted small">{none}</p>
      ) : (
        <ul className="lineage-links" aria-label={title}>
          {keys.map((key) => (
            <li key={key}>
              <button type="button" className="link small" onClick={() => onSelect(key)}>
                {key}
              </button>
            </li>
          ))}
        </ul>
      )}
    </>
  )
}

/** Inputs that have a newer version by now, and how many rows more that has. */
function NewerInputs({ graph, node }: { graph: LineageGraph; node: LineageNode }) {
  const datasets = useCatalogue((state) => state.datasets)
  const newer = direct(graph.edges, node.key, 'up').flatMap((key) => {
    const input = graph.nodes.find((one) => one.key === key)
    const there = datasets?.find(({ name }) => name === input?.dataset)
    if (input === undefined || there?.latest === undefined || there.latest <= input.version) return []
    return [{ dataset: input.dataset, was: input.version, is: there.latest, more: there.rows - input.rows }]
  })
  if (newer.length === 0) return null
  return (
    <>
      <h3>If it were made again today</h3>
      <ul className="lineage-links small">
        {newer.map(({ dataset, was, is, more }) => (
          <li key={dataset}>
            {dataset} has <b>v{is}</b> since v{was}
            {more === 0 ? '' : ` (${more > 0 ? '+' : '−'} ${counted(Math.abs(more), 'row')})`}
          </li>
        ))}
      </ul>
    </>
  )
}

function useLatest(dataset: string): number | undefined {
  return useCatalogue(({ datasets }) => datasets?.find(({ name }) => name === dataset)?.latest)
}
