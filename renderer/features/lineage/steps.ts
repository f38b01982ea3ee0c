import type { LineageGraph } from '../../../shared/model/lineage.ts'
import type { Layout, Placed } from './layout.ts'
import { direct } from './relations.ts'

export type Arrow = 'ArrowLeft' | 'ArrowRight' | 'ArrowUp' | 'ArrowDown'

/** The node that an arrow key goes to: left to an input, right to what was made, up and down to the next one. */
export function stepFrom(graph: LineageGraph, layout: Layout, key: string, arrow: Arrow): string | undefined {
  const here = layout.byKey.get(key)
  if (here === undefined) return undefined
  const sideways = arrow === 'ArrowLeft' || arrow === 'ArrowRight'
  if (!sideways) return nextInColumn(layout, here, arrow === 'ArrowUp' ? -1 : 1)
  const linked = direct(graph.edges, key, arrow === 'ArrowLeft' ? 'up' : 'down')
  const places = linked.flatMap((one) => layout.byKey.get(one) ?? [])
  return nearest(places, here)?.node.key
}

function nextInColumn(layout: Layout, here: Placed, way: 1 | -1): string | undefined {
  const beyond = layout.nodes.filter(({ y }) => (y - here.y) * way > 0)
  const sameColumn = beyond.filter(({ x }) => x === here.x)
  return nearest(sameColumn.length > 0 ? sameColumn : beyond, here)?.node.key
}

function nearest(places: readonly Placed[], here: Placed): Placed | undefined {
  const distance = ({ x, y }: Placed) => Math.abs(y - here.y) + Math.abs(x - here.x) / 4
  return [...places].sort((a, b) => distance(a) - distance(b))[0]
}
