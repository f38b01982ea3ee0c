import { expect, test } from 'vitest'
import type { LineageGraph, LineageNode } from '../../../shared/model/lineage.ts'
import { type Layout, layOut, nodeHeight, nodeWidth } from './layout.ts'
import { narrowed, pathsThrough, reachable } from './relations.ts'
import { stepFrom } from './steps.ts'

const node = (key: string): LineageNode => {
  const [dataset = '', version = ''] = key.split('@v')
  return {
    key,
    dataset,
    version: Number(version),
    kind: 'raw',
    id: key,
    rows: 1,
    time: '2026-01-05T00:00:00Z',
    message: '',
    expired: false,
    tags: [],
  }
}
const graph = (links: string, lonely: readonly string[] = []): LineageGraph => {
  const edges = links.split(' ').map((link) => {
    const [from = '', to = ''] = link.split('>')
    return { from: `${from}@v1`, to: `${to}@v1` }
  })
  const keys = new Set([
    ...edges.flatMap(({ from, to }) => [from, to]),
    ...lonely.map((name) => `${name}@v1`),
  ])
  return { nodes: [...keys].map(node), edges }
}
const shop = graph('access>sessions sessions>set labels>set kafka>errors errors>set set>gbm set>linear', [
  'spare',
])

function overlaps({ nodes }: Layout): number {
  return nodes.filter((a, at) =>
    nodes.slice(at + 1).some((b) => Math.abs(a.x - b.x) < nodeWidth && Math.abs(a.y - b.y) < nodeHeight),
  ).length
}

test('inputs stand left of what was made of them, and nothing overlaps', () => {
  const layout = layOut(shop)
  const x = (key: string) => layout.byKey.get(key)?.x ?? Number.NaN
  for (const { from, to } of shop.edges) expect(x(from)).toBeLessThan(x(to))
  expect(layout.nodes).toHaveLength(shop.nodes.length)
  expect(layout.edges).toHaveLength(shop.edges.length)
  expect(overlaps(layout)).toBe(0)
})

test('a straight chain is drawn straight', () => {
  const layout = layOut(graph('a>b b>c c>d'))
  expect(new Set(layout.nodes.map(({ y }) => y)).size).toBe(1)
})

test('an edge over several layers does not run behind a node', () => {
  const layout = layOut(graph('a>b b>c c>d a>d'))
  const long = layout.edges.find(({ edge }) => edge.from === 'a@v1' && edge.to === 'd@v1')
  const ys = [...(long?.path ?? '').matchAll(/,(-?[\d.]+)/g)].map((match) => Number(match[1]))
  const middle = (layout.byKey.get('b@v1')?.y ?? 0) + nodeHeight / 2
  expect(Math.max(...ys.map((y) => Math.abs(y - middle)))).toBeGreaterThan(nodeHeight / 2)
})

test('five hundred snapshots are placed without overlap', () => {
  const names = Array.from({ length: 500 }, (_, position) => `d${position}`)
  const links = names
    .slice(60)
    .flatMap((name, at) => [`d${(at * 7) % (at + 60)}>${name}`, `d${(at * 13) % (at + 60)}>${name}`])
  const layout = layOut(graph([...new Set(links)].join(' ')))
  expect(overlaps(layout)).toBe(0)
})

test('paths through a node are what leads to it and what comes of it', () => {
  const paths = pathsThrough(shop.edges, 'sessions@v1')
  expect([...paths.nodes].sort()).toEqual(['access@v1', 'gbm@v1', 'linear@v1', 'sessions@v1', 'set@v1'])
  expect(paths.edges).not.toContain('labels@v1>set@v1')
  expect(reachable(shop.edges, 'set@v1', 'up').size).toBe(6)
  expect(narrowed(shop, { lonely: false }).nodes).toHaveLength(shop.nodes.length - 1)
  expect(
    narrowed(shop, { lonely: false, only: { key: 'errors@v1', way: 'up' } }).nodes.map(({ key }) => key),
  ).toEqual(['kafka@v1', 'errors@v1'])
})

test('arrow keys follow the links sideways and the column up and down', () => {
  const layout = layOut(shop)
  expect(stepFrom(shop, layout, 'access@v1', 'ArrowRight')).toBe('sessions@v1')
  expect(stepFrom(shop, layout, 'sessions@v1', 'ArrowLeft')).toBe('access@v1')
  expect(stepFrom(shop, layout, 'access@v1', 'ArrowLeft')).toBeUndefined()
  const column = layout.nodes.filter(({ x }) => x === 0 && shop.edges.length > 0)
  const [top, second] = [...column].sort((a, b) => a.y - b.y)
  expect(top && stepFrom(shop, layout, top.node.key, 'ArrowDown')).toBe(second?.node.key)
})
