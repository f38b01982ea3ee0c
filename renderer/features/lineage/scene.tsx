import { type KeyboardEvent, useEffect, useMemo, useRef } from 'react'
import type { LineageGraph } from '../../../shared/model/lineage.ts'
import { type DrawnEdge, type Layout, nodeHeight, nodeWidth } from './layout.ts'
import { NodeBox } from './node-box.tsx'
import { pathsThrough } from './relations.ts'
import { type Arrow, stepFrom } from './steps.ts'
import type { Drawing } from './use-drawing.ts'

/** The drawing itself. Arrow keys go from node to node, Enter opens, `+`, `-` and `0` scale. */
export function Scene({
  graph,
  layout,
  drawing,
  selected,
  onSelect,
  onOpen,
}: {
  graph: LineageGraph
  layout: Layout
  drawing: Drawing
  selected: string | undefined
  onSelect: (key: string | undefined) => void
  onOpen: (key: string) => void
}) {
  const { ref, view, events, reveal } = drawing
  const paths = useMemo(() => pathsThrough(graph.edges, selected), [graph, selected])
  const focusable = layout.byKey.has(selected ?? '') ? selected : layout.nodes[0]?.node.key
  const follow = useRef(false)

  useEffect(() => {
    const placed = selected === undefined ? undefined : layout.byKey.get(selected)
    if (placed === undefined) return
    reveal({ x: placed.x, y: placed.y, width: nodeWidth, height: nodeHeight })
    if (follow.current) {
      follow.current = false
      const node = [...(ref.current?.querySelectorAll<HTMLElement>('[role=option]') ?? [])].find(
        (one) => one.dataset['key'] === selected,
      )
      node?.focus({ preventScroll: true })
    }
  }, [selected, layout, ref, reveal])

  const onKeyDown = (event: KeyboardEvent) => {
    const done = () => {
      event.preventDefault()
      event.stopPropagation()
    }
    if (drawing.onKey(event)) return done()
    const at = selected ?? focusable
    if (at === undefined || event.ctrlKey || event.metaKey || event.altKey) return undefined
    if (event.key === 'Enter') {
      done()
      onOpen(at)
    } else if (event.key === 'Escape' && selected !== undefined) {
      done()
      onSelect(undefined)
    } else if (event.key.startsWith('Arrow')) {
      done()
      const next = selected === undefined ? at : stepFrom(graph, layout, at, event.key as Arrow)
      if (next === undefined) return undefined
      follow.current = true
      onSelect(next)
    }
    return undefined
  }
  // What is drawn last lies on top.
  const off = ({ key }: DrawnEdge) => !paths.edges.has(key)
  const some = selected !== undefined && layout.byKey.has(selected)
  return (
    <div
      ref={ref}
      className="lineage-canvas"
      role="listbox"
      aria-label="Lineage graph"
      tabIndex={-1}
      onKeyDown={onKeyDown}
      {...events}
    >
      <div
        className="lineage-scene"
        role="presentation"
        style={{
          width: layout.width,
          height: layout.height,
          transform: `translate(${view.x}px, ${view.y}px) scale(${view.scale})`,
        }}
      >
        <svg width={layout.width} height={layout.height} aria-hidden="true">
          {[...layout.edges.filter(off), ...layout.edges.filter((edge) => !off(edge))].map((edge) => (
            <path key={edge.key} d={edge.path} data-on={off(edge) ? undefined : ''} />
          ))}
        </svg>
        {layout.nodes.map((placed) => (
          <NodeBox
            key={placed.node.key}
            placed={placed}
            selected={placed.node.key === selected}
            focusable={placed.node.key === focusable}
            dim={some && !paths.nodes.has(placed.node.key)}
            onSelect={onSelect}
            onOpen={onOpen}
          />
        ))}
      </div>
    </div>
  )
}
