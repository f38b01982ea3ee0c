import type { DatasetKind } from '../../../shared/model/kind.ts'
import { exactMoment } from '../../components/figures.ts'
import { type Layout, nodeHeight, nodeWidth } from './layout.ts'
import { nodeLine } from './node-words.ts'

/** A value of the look by its name, such as `line-strong`. */
export type Colours = (name: string) => string

const margin = 24
/** About as many letters as a node has room for at 13 and 12 pixels. */
const longestName = 24
const longestLine = 32

/** The drawing as a picture of its own (SVG), in the colours of the present theme. */
export function lineagePicture(layout: Layout, colour: Colours): string {
  const width = layout.width + 2 * margin
  const height = layout.height + 2 * margin
  const font = `font-family="Inter, system-ui, sans-serif"`
  const edges = layout.edges.map(
    ({ path }) => `<path d="${path}" fill="none" stroke="${colour('text-3')}" stroke-width="1.25"/>`,
  )
  const nodes = layout.nodes.map(({ node, x, y }) => {
    const kind = colour(colourName(node.kind))
    return [
      `<g transform="translate(${x} ${y})">`,
      `<rect width="${nodeWidth}" height="${nodeHeight}" rx="6" fill="${colour('surface')}" stroke="${colour('line-strong')}"/>`,
      `<rect width="3" height="${nodeHeight}" rx="1.5" fill="${kind}"/>`,
      `<g transform="translate(12 12)">${mark(node.kind, kind)}</g>`,
      `<text x="27" y="21" font-size="13" font-weight="600" fill="${colour('text')}" ${font}>${escaped(cut(node.dataset, longestName))}`,
      ` <tspan font-weight="400" fill="${colour('text-2')}">@v${node.version}</tspan></text>`,
      `<text x="12" y="41" font-size="12" fill="${colour('text-2')}" ${font}>${escaped(cut(nodeLine(node, day), longestLine))}</text>`,
      '</g>',
    ].join('')
  })
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">`,
    `<rect width="${width}" height="${height}" fill="${colour('window')}"/>`,
    `<g transform="translate(${margin} ${margin})">`,
    ...edges,
    ...nodes,
    '</g></svg>',
  ].join('\n')
}

/** The token that a kind is painted with; predictions and sets borrow one. */
function colourName(kind: DatasetKind): string {
  return kind === 'predictions' ? 'model' : kind === 'set' ? 'raw' : kind
}

function mark(kind: DatasetKind, colour: string): string {
  switch (kind) {
    case 'aggregation':
      return `<circle cx="4" cy="4" r="4" fill="${colour}"/>`
    case 'training':
      return `<rect width="8" height="8" rx="2" fill="${colour}" transform="rotate(45 4 4)"/>`
    case 'set':
      return `<rect x="1" y="1" width="6" height="6" rx="1" fill="none" stroke="${colour}" stroke-width="2"/>`
    case 'model':
    case 'predictions':
      return `<path d="M4,0 H8 V4 A4,4 0 1 1 4,0" fill="${colour}"/>`
    case 'raw':
    case 'labels':
      return `<rect width="8" height="8" rx="2" fill="${colour}"/>`
  }
}

/** A picture is looked at later, too: no today or yesterday. */
function day(iso: string): string {
  return exactMoment(iso).split(',')[0] ?? iso
}

function cut(text: string, longest: number): string {
  return text.length > longest ? `${text.slice(0, longest - 1)}…` : text
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
