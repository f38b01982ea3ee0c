import type { VerifyFinding } from '../../../shared/contract/store.ts'
import { findingAdvice, findingTitle } from '../../../shared/model/finding-words.ts'
import { parseReference } from '../../../shared/model/reference.ts'
import { count } from '../../components/figures.ts'
import { SmallTable } from '../../components/small-table.tsx'
import { openDataset } from '../../workbench/open.ts'

/** Of a store that is quite broken, its first findings tell enough. */
const shownFindings = 200
const shownVersions = 6

/** What is wrong, which versions it concerns, and what to do. */
export function FindingsTable({ label, findings }: { label: string; findings: readonly VerifyFinding[] }) {
  return (
    <>
      <SmallTable label={label}>
        <thead>
          <tr>
            <th>What</th>
            <th>Where</th>
            <th>Versions</th>
            <th>What to do</th>
          </tr>
        </thead>
        <tbody>
          {findings.slice(0, shownFindings).map(({ kind, object, message, snapshots }) => (
            <tr key={`${kind} ${object}`}>
              <th scope="row">! {findingTitle(kind)}</th>
              <td>{message}</td>
              <td>
                <Versions references={snapshots} />
              </td>
              <td className="secondary">{findingAdvice(kind)}</td>
            </tr>
          ))}
        </tbody>
      </SmallTable>
      {findings.length > shownFindings && (
        <p className="muted small">and {count(findings.length - shownFindings)} more: firn verify --last</p>
      )}
    </>
  )
}

export function Versions({ references }: { references: readonly string[] }) {
  if (references.length === 0) return <span className="muted">none</span>
  return (
    <span className="integrity-versions">
      {references.slice(0, shownVersions).map((reference) => (
        <button key={reference} type="button" className="link" onClick={() => show(reference)}>
          {reference}
        </button>
      ))}
      {references.length > shownVersions && (
        <span className="muted" title={references.join('\n')}>
          and {count(references.length - shownVersions)} more
        </span>
      )}
    </span>
  )
}

function show(text: string): void {
  const parsed = parseReference(text)
  if (!parsed.ok) return
  const { dataset, selector } = parsed.reference
  openDataset(dataset, selector.kind === 'version' ? { version: selector.version } : {})
}
