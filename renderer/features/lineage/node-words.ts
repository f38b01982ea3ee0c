import type { LineageGraph, LineageNode } from '../../../shared/model/lineage.ts'
import { kindWords } from '../../components/badge.tsx'
import { counted, exactMoment, moment } from '../../components/figures.ts'
import { direct, reachable } from './relations.ts'

/** The second line of a node: its rows, and how or when it was made; `when` writes the time. */
export function nodeLine(node: LineageNode, when = moment): string {
  const { kind, rows, made, time, problem } = node
  if (problem !== undefined) return nodeRows(node)
  const how = made === undefined || made === '' ? when(time) : made
  // Models hold no rows.
  return rows === 0 && kind === 'model' ? how : `${counted(rows, 'row')} · ${how}`
}

/** How many rows a node holds, or why that is not known. */
export function nodeRows({ rows, problem }: LineageNode): string {
  return problem === undefined ? counted(rows, 'row') : 'cannot be read'
}

/** A node as it is read aloud. */
export function nodeLabel(node: LineageNode): string {
  const state = node.expired ? ', expired' : ''
  return `${node.key}, ${kindWords[node.kind]}, ${nodeRows(node)}${state}`
}

/** Of what the store no longer has, the time is not known. */
function madeAt({ time }: LineageNode): string {
  return time === '' ? '' : `, ${exactMoment(time)}`
}

/** What leads to a snapshot, as a text to paste into a report: one line for each, inputs below what needs them. */
export function lineageCard({ nodes, edges }: LineageGraph, key: string): string {
  const byKey = new Map(nodes.map((node) => [node.key, node]))
  const told = new Set<string>()
  const lines = (at: string, depth: number): string[] => {
    const node = byKey.get(at)
    if (node === undefined) return []
    const indent = '  '.repeat(depth)
    if (told.has(at)) return [`${indent}- ${at} (see above)`]
    told.add(at)
    const made = node.made === undefined ? '' : `, ${node.made}`
    return [
      `${indent}- ${at}: ${kindWords[node.kind]}, ${nodeRows(node)}${made}${madeAt(node)}, id ${node.id.slice(0, 12)}`,
      ...direct(edges, at, 'up').flatMap((input) => lines(input, depth + 1)),
    ]
  }
  const inputs = reachable(edges, key, 'up').size - 1
  return [`What leads to ${key} (${counted(inputs, 'snapshot')}):`, ...lines(key, 0)].join('\n')
}
