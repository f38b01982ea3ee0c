import type { LineageEdge, LineageGraph, LineageNode } from '../../../shared/model/lineage.ts'
import { type Cell, layered } from './layers.ts'
import { edgeKey } from './relations.ts'

/** Size of a node and distances, in pixels at 100 %. */
export const nodeWidth = 208
export const nodeHeight = 54
const columnGap = 56
const rowGap = 32
/** Distances of edges that pass between nodes: to a node, and to each other. */
const besideLane = 18
const betweenLanes = 9
/** Between parts of the graph that have no link to each other. */
const partGap = 44
/** Snapshots without links stand in rows of this many. */
const lonelyColumns = 4

export interface Placed {
  readonly node: LineageNode
  readonly x: number
  readonly y: number
}

export interface DrawnEdge {
  readonly key: string
  readonly edge: LineageEdge
  /** The path's `d`. */
  readonly path: string
}

/** A graph with a place for each node, in pixels from its upper left corner. */
export interface Layout {
  readonly nodes: readonly Placed[]
  readonly byKey: ReadonlyMap<string, Placed>
  readonly edges: readonly DrawnEdge[]
  readonly width: number
  readonly height: number
}

/** Places a graph: inputs at the left, what was made of them to the right; parts without a link below each other. */
export function layOut(graph: LineageGraph): Layout {
  const nodes: Placed[] = []
  const edges: DrawnEdge[] = []
  let top = 0
  for (const part of parts(graph)) {
    const placed = part.edges.length === 0 ? rows(part.nodes) : placePart(part)
    nodes.push(...placed.nodes.map((one) => ({ ...one, y: one.y + top })))
    edges.push(...placed.routes.map(({ edge, points }) => drawn(edge, points, top)))
    top += placed.height + partGap
  }
  return {
    nodes,
    byKey: new Map(nodes.map((one) => [one.node.key, one])),
    edges,
    width: Math.max(0, ...nodes.map(({ x }) => x + nodeWidth)),
    height: Math.max(0, ...nodes.map(({ y }) => y + nodeHeight)),
  }
}

interface PlacedPart {
  readonly nodes: readonly Placed[]
  readonly routes: readonly { readonly edge: LineageEdge; readonly points: readonly Point[] }[]
  readonly height: number
}
interface Point {
  readonly x: number
  readonly y: number
}

/** The connected parts, largest first; all nodes without links are one part, the last. */
function parts({ nodes, edges }: LineageGraph): LineageGraph[] {
  const part = new Map(nodes.map(({ key }) => [key, key]))
  const rootOf = (key: string): string => {
    let root = key
    for (let up = part.get(root); up !== undefined && up !== root; up = part.get(root)) root = up
    part.set(key, root)
    return root
  }
  for (const { from, to } of edges) part.set(rootOf(from), rootOf(to))
  const groups = new Map<string, LineageNode[]>()
  for (const node of nodes) groups.set(rootOf(node.key), [...(groups.get(rootOf(node.key)) ?? []), node])
  const all = [...groups].map(([root, members]) => ({
    nodes: members,
    edges: edges.filter(({ from }) => rootOf(from) === root),
  }))
  const lonely = all.filter((one) => one.edges.length === 0).flatMap((one) => one.nodes)
  const linked = all.filter((one) => one.edges.length > 0).sort((a, b) => b.nodes.length - a.nodes.length)
  return lonely.length === 0 ? linked : [...linked, { nodes: lonely, edges: [] }]
}

function rows(nodes: readonly LineageNode[]): PlacedPart {
  const placed = nodes.map((node, position) => ({
    node,
    x: (position % lonelyColumns) * (nodeWidth + rowGap),
    y: Math.floor(position / lonelyColumns) * (nodeHeight + rowGap),
  }))
  return {
    nodes: placed,
    routes: [],
    height: Math.ceil(nodes.length / lonelyColumns) * (nodeHeight + rowGap) - rowGap,
  }
}

function placePart({ nodes, edges }: LineageGraph): PlacedPart {
  const { layers, routes } = layered(nodes, edges)
  const middles = settle(layers)
  const heights = layers.flat().map((cell) => ({ cell, top: (middles.get(cell) ?? 0) - heightOf(cell) / 2 }))
  const up = Math.min(...heights.map(({ top }) => top))
  const left = ({ layer }: Cell) => layer * (nodeWidth + columnGap)
  const y = (cell: Cell) => Math.round((middles.get(cell) ?? 0) - up)
  return {
    nodes: layers
      .flat()
      .flatMap((cell) =>
        cell.node === undefined ? [] : [{ node: cell.node, x: left(cell), y: y(cell) - nodeHeight / 2 }],
      ),
    routes: routes.map(({ edge, cells }) => ({
      edge,
      points: cells.flatMap((cell, position): Point[] => {
        const right = { x: left(cell) + nodeWidth, y: y(cell) }
        if (position === 0) return [right]
        const start = { x: left(cell), y: y(cell) }
        return position === cells.length - 1 ? [start] : [start, right]
      }),
    })),
    height: Math.max(...heights.map(({ cell, top }) => top + heightOf(cell))) - up,
  }
}

const heightOf = (cell: Cell): number => (cell.node === undefined ? 0 : nodeHeight)

function gapBetween(a: Cell, b: Cell): number {
  if (a.node !== undefined && b.node !== undefined) return rowGap
  return a.node === undefined && b.node === undefined ? betweenLanes : besideLane
}

/** Moves each layer's cells towards what they are linked to, without changing their order or letting them touch. */
function settle(layers: readonly Cell[][]): ReadonlyMap<Cell, number> {
  const middles = new Map<Cell, number>()
  for (const layer of layers) place(layer, middles, () => undefined)
  const towards = (sides: readonly ('before' | 'after')[]) => (cell: Cell) => {
    const linked = sides.flatMap((side) => cell[side]).map((other) => middles.get(other) ?? 0)
    return linked.length === 0 ? undefined : linked.reduce((sum, one) => sum + one, 0) / linked.length
  }
  for (let round = 0; round < 4; round += 1) {
    for (const layer of layers.slice(1)) place(layer, middles, towards(['before']))
    for (const layer of layers.slice(0, -1).reverse()) place(layer, middles, towards(['after']))
  }
  for (const layer of layers) place(layer, middles, towards(['before', 'after']))
  return middles
}

/**
 * Puts a layer as near as possible (least squares) to the wanted middles under the smallest distances: isotonic
 * regression by pooling neighbours that would overlap.
 */
function place(
  layer: readonly Cell[],
  middles: Map<Cell, number>,
  wanted: (cell: Cell) => number | undefined,
): void {
  let offset = 0
  const pools: { sum: number; size: number }[] = []
  const offsets = layer.map((cell, position) => {
    const before = layer[position - 1]
    if (before !== undefined) offset += heightOf(before) / 2 + gapBetween(before, cell) + heightOf(cell) / 2
    let pool = { sum: (wanted(cell) ?? middles.get(cell) ?? offset) - offset, size: 1 }
    for (
      let last = pools.at(-1);
      last !== undefined && last.sum / last.size > pool.sum / pool.size;
      last = pools.at(-1)
    ) {
      pools.pop()
      pool = { sum: pool.sum + last.sum, size: pool.size + last.size }
    }
    pools.push(pool)
    return offset
  })
  let position = 0
  for (const { sum, size } of pools)
    for (let left = size; left > 0; left -= 1, position += 1) {
      const cell = layer[position]
      if (cell !== undefined) middles.set(cell, sum / size + (offsets[position] ?? 0))
    }
}

function drawn(edge: LineageEdge, points: readonly Point[], top: number): DrawnEdge {
  const path = points.map(({ x, y }, position) => {
    const before = points[position - 1]
    if (before === undefined) return `M${x},${y + top}`
    if (before.y === y) return `L${x},${y + top}`
    const middle = (before.x + x) / 2
    return `C${middle},${before.y + top} ${middle},${y + top} ${x},${y + top}`
  })
  return { key: edgeKey(edge), edge, path: path.join(' ') }
}
