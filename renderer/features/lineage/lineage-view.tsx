import { type ReactNode, useMemo } from 'react'
import type { LineageGraph } from '../../../shared/model/lineage.ts'
import { Split } from '../../components/split.tsx'
import { openDataset } from '../../workbench/open.ts'
import { useKept, usePlace } from '../../workbench/places.tsx'
import { layOut, nodeHeight, nodeWidth } from './layout.ts'
import { Legend } from './legend.tsx'
import { LineageToolbar } from './lineage-toolbar.tsx'
import { EmptyPanel } from './empty-panel.tsx'
import { NodePanel } from './node-panel.tsx'
import { lineagePicture } from './picture.ts'
import { type Narrowing, narrowed } from './relations.ts'
import { Scene } from './scene.tsx'
import { saveText } from './save-text.ts'
import { type DrawingPlace, useDrawing } from './use-drawing.ts'
import './lineage.css'

/** A lineage graph with its toolbar, and what is selected in it at the right. */
export function LineageView({
  graph,
  about,
  name,
  focus,
  notice,
}: {
  graph: LineageGraph
  about: string
  /** Names the exported picture, and what is kept of how the graph was looked at. */
  name: string
  /** The node that is selected at first. */
  focus?: string | undefined
  notice?: ReactNode
}) {
  const [selected, setSelected] = useKept<string | null>(`lineage ${name} selected`, focus ?? null)
  const [narrowing, setNarrowing] = useKept<Narrowing>(`lineage ${name} narrowing`, {
    lonely: graph.edges.length === 0 || focus !== undefined,
  })
  const shown = useMemo(() => narrowed(graph, narrowing), [graph, narrowing])
  const layout = useMemo(() => layOut(shown), [shown])
  const placed = selected === null ? undefined : layout.byKey.get(selected)
  const drawing = useDrawing(
    layout,
    shown.nodes.map(({ key }) => key).join(),
    placed && { x: placed.x, y: placed.y, width: nodeWidth, height: nodeHeight },
    usePlace<DrawingPlace>(`lineage ${name} view`),
  )
  const node = shown.nodes.find(({ key }) => key === selected)

  const open = (key: string) => {
    const one = graph.nodes.find((other) => other.key === key)
    if (one !== undefined && !one.expired && one.problem === undefined)
      openDataset(one.dataset, { version: one.version })
  }
  const colour = (token: string) =>
    getComputedStyle(document.documentElement).getPropertyValue(`--${token}`).trim()
  const canvas = (
    <div className="column fill lineage">
      <LineageToolbar
        about={about}
        graph={graph}
        shown={shown}
        narrowing={narrowing}
        onNarrow={setNarrowing}
        selected={node?.key}
        drawing={drawing}
        onExport={() => saveText(lineagePicture(layout, colour), `lineage-${name}.svg`, 'image/svg+xml')}
      />
      {notice}
      <Scene
        graph={shown}
        layout={layout}
        drawing={drawing}
        selected={node?.key}
        onSelect={(key) => setSelected(key ?? null)}
        onOpen={open}
      />
      <Legend graph={shown} />
    </div>
  )
  return (
    <Split
      name="lineage"
      direction="horizontal"
      parts={[
        { id: 'graph', content: canvas, min: 280 },
        {
          id: 'inspector',
          size: 300,
          min: 240,
          max: 520,
          content:
            node === undefined ? (
              <EmptyPanel />
            ) : (
              <NodePanel
                key={node.key}
                graph={graph}
                node={node}
                onSelect={(key) => {
                  if (!shown.nodes.some((one) => one.key === key)) setNarrowing({ lonely: true })
                  setSelected(key)
                }}
                onOpen={open}
                onClose={() => setSelected(null)}
              />
            ),
        },
      ]}
    />
  )
}
