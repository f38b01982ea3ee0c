import type { ExpireResult } from '../../../shared/contract/store.ts'
import { bytes, counted } from '../../components/figures.ts'

/** Which versions go by a policy, which stay and why, and what that frees. */
export function ExpirePlan({ plan: { expired, freedBytes, kept, usedBy } }: { plan: ExpireResult }) {
  return (
    <>
      <p>
        {expired.length === 0 ? (
          'No version goes.'
        ) : (
          <>
            <b>{expired.map((version) => `v${version}`).join(', ')}</b> {expired.length === 1 ? 'goes' : 'go'}
            ; collection may then free {bytes(freedBytes)}.
          </>
        )}
      </p>
      {kept.length + usedBy.length > 0 && (
        <ul>
          {usedBy.map(({ version, references }) => (
            <li key={version}>
              v{version} goes: {counted(references.length, 'version')} made of it stay and can be rebuilt
            </li>
          ))}
          {kept.map(({ version, why }) => (
            <li key={version}>
              v{version} stays: {why}
            </li>
          ))}
        </ul>
      )}
    </>
  )
}
