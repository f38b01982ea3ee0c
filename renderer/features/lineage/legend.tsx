import type { LineageGraph } from '../../../shared/model/lineage.ts'
import { datasetKinds } from '../../../shared/model/kind.ts'
import { KindMark, kindWords } from '../../components/badge.tsx'

/** The kinds that a graph holds, with colour and shape. */
export function Legend({ graph }: { graph: LineageGraph }) {
  const there = new Set(graph.nodes.map(({ kind }) => kind))
  return (
    <ul className="lineage-legend" aria-label="Legend">
      {datasetKinds
        .filter((kind) => there.has(kind))
        .map((kind) => (
          <li key={kind}>
            <KindMark kind={kind} /> {kindWords[kind]}
          </li>
        ))}
      {graph.nodes.some(({ made }) => made?.includes('*') === true) && (
        <li className="muted">* the folder had uncommitted changes</li>
      )}
    </ul>
  )
}
