import { Plus, Search } from 'lucide-react'
import { datasetKinds } from '../../../shared/model/kind.ts'
import { KindMark, kindWords } from '../../components/badge.tsx'
import { Button } from '../../components/button.tsx'
import { bytes, count } from '../../components/figures.ts'
import { useCatalogue } from '../../workbench/catalogue.ts'
import { useCommand } from '../../workbench/keys/commands-context.tsx'
import { shownKey } from '../../workbench/keys/keys.ts'
import { openDataset, openQuery } from '../../workbench/open.ts'
import { DropHint } from './drop-hint.tsx'
import './start.css'

/** What can be done in a store before any tab is open. */
export function StoreHome({ name }: { name: string }) {
  const datasets = useCatalogue((state) => state.datasets)
  const paletteKey = useCommand('palette')?.key
  if (datasets === undefined) return null
  const inOrder = [...datasets].sort(
    (a, b) => datasetKinds.indexOf(a.kind) - datasetKinds.indexOf(b.kind) || a.name.localeCompare(b.name),
  )
  return (
    <div className="store-home scroll">
      <div className="store-home-inner">
        <h1>{name}</h1>
        <DropHint />
        <div className="store-home-actions">
          <Button onClick={() => openQuery()}>
            <Plus size={13} aria-hidden="true" /> New query
          </Button>
          {paletteKey !== undefined && (
            <span className="muted small">
              <Search size={12} aria-hidden="true" /> <kbd>{shownKey(paletteKey)}</kbd> reaches everything
            </span>
          )}
        </div>
        {datasets.length > 0 && (
          <table className="store-home-table" aria-label="All datasets">
            <thead>
              <tr>
                <th>Dataset</th>
                <th>Kind</th>
                <th className="number">Latest</th>
                <th className="number">Rows</th>
                <th className="number">Size</th>
              </tr>
            </thead>
            <tbody>
              {inOrder.map((dataset) => (
                <tr key={dataset.name}>
                  <td>
                    <span className="store-home-name">
                      <KindMark kind={dataset.kind} />
                      <button
                        type="button"
                        className="link"
                        title={dataset.name}
                        onClick={() => openDataset(dataset.name)}
                      >
                        {dataset.name}
                      </button>
                    </span>
                  </td>
                  <td className="secondary">{kindWords[dataset.kind]}</td>
                  <td className="number">{dataset.latest === undefined ? '–' : `v${dataset.latest}`}</td>
                  <td className="number">{count(dataset.rows)}</td>
                  <td className="number secondary">{bytes(dataset.bytes)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </div>
    </div>
  )
}
