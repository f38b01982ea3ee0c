import type { LineageEdge, LineageGraph } from '../../../shared/model/lineage.ts'

/** Which way to walk: `up` to what a snapshot came from, `down` to what was made of it. */
export type Way = 'up' | 'down'

/** Direct inputs of a node, or what was made of it directly. */
export function direct(edges: readonly LineageEdge[], key: string, way: Way): string[] {
  return edges.flatMap(({ from, to }) => {
    if (way === 'up') return to === key ? [from] : []
    return from === key ? [to] : []
  })
}

/** Everything that leads to a node, or that comes of it; the node itself is among it. */
export function reachable(edges: readonly LineageEdge[], key: string, way: Way): ReadonlySet<string> {
  const next = new Map<string, string[]>()
  for (const { from, to } of edges) {
    const [here, there] = way === 'up' ? [to, from] : [from, to]
    next.set(here, [...(next.get(here) ?? []), there])
  }
  const found = new Set([key])
  const waiting = [key]
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop())
    for (const other of next.get(at) ?? [])
      if (!found.has(other)) {
        found.add(other)
        waiting.push(other)
      }
  return found
}

/** The edges on any path through a node, as `from>to`, and the nodes on them. */
export function pathsThrough(
  edges: readonly LineageEdge[],
  key: string | undefined,
): { readonly nodes: ReadonlySet<string>; readonly edges: ReadonlySet<string> } {
  if (key === undefined) return { nodes: new Set(), edges: new Set() }
  const up = reachable(edges, key, 'up')
  const down = reachable(edges, key, 'down')
  const on = edges.filter(({ from, to }) => (up.has(from) && up.has(to)) || (down.has(from) && down.has(to)))
  return { nodes: new Set([...up, ...down]), edges: new Set(on.map(edgeKey)) }
}

/** An edge's name among the others. */
export function edgeKey({ from, to }: LineageEdge): string {
  return `${from}>${to}`
}

/** What is shown of a graph: only what leads to (or comes of) a node, with or without nodes that have no links. */
export interface Narrowing {
  readonly only?: { readonly key: string; readonly way: Way }
  readonly lonely: boolean
}

/** The part of a graph that a narrowing leaves. A node that `only` names and that is gone narrows nothing. */
export function narrowed(graph: LineageGraph, { only, lonely }: Narrowing): LineageGraph {
  const kept =
    only === undefined || !graph.nodes.some(({ key }) => key === only.key)
      ? undefined
      : reachable(graph.edges, only.key, only.way)
  const linked = new Set(graph.edges.flatMap(({ from, to }) => [from, to]))
  const nodes = graph.nodes.filter(({ key }) => kept?.has(key) ?? (lonely || linked.has(key)))
  const keys = new Set(nodes.map(({ key }) => key))
  return { nodes, edges: graph.edges.filter(({ from, to }) => keys.has(from) && keys.has(to)) }
}

/** How many nodes have no link at all. */
export function lonelyCount(graph: LineageGraph): number {
  const linked = new Set(graph.edges.flatMap(({ from, to }) => [from, to]))
  return graph.nodes.filter(({ key }) => !linked.has(key)).length
}
