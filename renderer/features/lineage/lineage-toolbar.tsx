import { ChevronDown, Maximize, Minus, Plus } from 'lucide-react'
import type { LineageGraph } from '../../../shared/model/lineage.ts'
import { Button, IconButton } from '../../components/button.tsx'
import { counted } from '../../components/figures.ts'
import { Menu, type MenuEntry } from '../../components/menu.tsx'
import { lonelyCount, type Narrowing, type Way } from './relations.ts'
import type { Drawing } from './use-drawing.ts'

const wayWords: Readonly<Record<Way, string>> = { up: 'Only what leads to', down: 'Only what comes of' }

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
  const { only, lonely } = narrowing
  const without = lonelyCount(graph)
  const facts = `${counted(shown.nodes.length, 'snapshot')}, ${counted(shown.edges.length, 'link')}`
  const way = (one: Way): MenuEntry[] => {
    const key = only?.way === one ? only.key : selected
    if (key === undefined) return []
    return [
      {
        id: one,
        title: `${wayWords[one]} ${key}`,
        checked: only?.way === one,
        run: () => onNarrow({ lonely, only: { key, way: one } }),
      },
    ]
  }
  const list: MenuEntry[] = [
    { id: 'all', title: 'All', checked: only === undefined, run: () => onNarrow({ lonely }) },
    ...way('up'),
    ...way('down'),
    ...(only === undefined && without > 0 && without < graph.nodes.length
      ? [
          { kind: 'line' as const, id: 'line' },
          {
            id: 'lonely',
            title: `${lonely ? 'Hide' : 'Show'} ${counted(without, 'snapshot')} without links`,
            run: () => onNarrow({ lonely: !lonely }),
          },
        ]
      : []),
  ]
  return (
    <div className="toolbar lineage-toolbar" role="toolbar" aria-label="Lineage">
      <Menu
        label="What is shown"
        list={list}
        trigger={
          <Button aria-label={`Shown: ${only === undefined ? 'all' : `${wayWords[only.way]} ${only.key}`}`}>
            <span className="ellipsis">
              {only === undefined ? 'All' : `${wayWords[only.way]} ${only.key}`}
            </span>
            <ChevronDown size={13} aria-hidden="true" />
          </Button>
        }
      />
      <span
        className="secondary small ellipsis"
        role="status"
        aria-label="Facts of the graph"
        title={`${facts} · ${about}`}
      >
        {facts} · {about}
      </span>
      <div className="toolbar-end">
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
