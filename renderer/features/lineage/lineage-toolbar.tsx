import { Maximize, Minus, Plus, X } from 'lucide-react'
import type { LineageGraph } from '../../../shared/model/lineage.ts'
import { Button, IconButton } from '../../components/button.tsx'
import { Checkbox } from '../../components/field.tsx'
import { counted } from '../../components/figures.ts'
import { lonelyCount, type Narrowing } from './relations.ts'
import type { Drawing } from './use-drawing.ts'

/** What is shown of a graph, how large, and getting it out. */
export function LineageToolbar({
  about,
  graph,
  shown,
  narrowing,
  onNarrow,
  selected,
  drawing,
  onExport,
}: {
  /** What the whole graph is: of the store, or around a snapshot. */
  about: string
  graph: LineageGraph
  shown: LineageGraph
  narrowing: Narrowing
  onNarrow: (narrowing: Narrowing) => void
  selected: string | undefined
  drawing: Drawing
  onExport: () => void
}) {
  const lonely = lonelyCount(graph)
  const { only } = narrowing
  const facts = `${counted(shown.nodes.length, 'snapshot')}, ${counted(shown.edges.length, 'link')}`
  return (
    <div className="toolbar lineage-toolbar" role="toolbar" aria-label="Lineage">
      <span
        className="secondary small ellipsis"
        role="status"
        aria-label="Facts of the graph"
        title={`${facts} · ${about}`}
      >
        {facts} · {about}
      </span>
      {only !== undefined && (
        <Button
          aria-pressed
          onClick={() => onNarrow({ lonely: narrowing.lonely })}
          title="Show everything again"
        >
          <span className="ellipsis">
            Only what {only.way === 'up' ? 'leads to' : 'comes of'} {only.key}
          </span>
          <X size={12} aria-hidden="true" />
        </Button>
      )}
      {only === undefined && selected !== undefined && (
        <>
          <Button
            look="ghost"
            title={`Only what leads to ${selected}`}
            onClick={() => onNarrow({ ...narrowing, only: { key: selected, way: 'up' } })}
          >
            <span className="ellipsis">Only what leads to it</span>
          </Button>
          <Button
            look="ghost"
            title={`Only what comes of ${selected}`}
            onClick={() => onNarrow({ ...narrowing, only: { key: selected, way: 'down' } })}
          >
            <span className="ellipsis">Only what comes of it</span>
          </Button>
        </>
      )}
      <div className="toolbar-end">
        {only === undefined && lonely > 0 && lonely < graph.nodes.length && (
          <Checkbox checked={narrowing.lonely} onCheck={(lonely) => onNarrow({ ...narrowing, lonely })}>
            {lonely} without links
          </Checkbox>
        )}
        <span className="lineage-zoom">
          <IconButton label="Zoom out" onClick={() => drawing.zoom(1 / 1.2)}>
            <Minus size={14} aria-hidden="true" />
          </IconButton>
          <output className="secondary small" aria-label="Zoom">
            {Math.round(drawing.view.scale * 100)} %
          </output>
          <IconButton label="Zoom in" onClick={() => drawing.zoom(1.2)}>
            <Plus size={14} aria-hidden="true" />
          </IconButton>
          <IconButton label="Fit to window" onClick={() => drawing.fit()}>
            <Maximize size={14} aria-hidden="true" />
          </IconButton>
        </span>
        <Button onClick={onExport}>Export SVG</Button>
      </div>
    </div>
  )
}
