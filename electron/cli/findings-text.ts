import type { VerifyFinding } from '../../shared/contract/store.ts'
import { findingAdvice } from '../../shared/model/finding-words.ts'

/** Findings as lines: what is wrong, in which versions, and what helps, once for all of a kind. */
export function findingsText(findings: readonly VerifyFinding[]): readonly string[] {
  const kinds = [...new Set(findings.map(({ kind }) => kind))]
  return kinds.flatMap((kind) => [
    ...findings
      .filter((finding) => finding.kind === kind)
      .map(
        ({ message, snapshots }) =>
          `! ${kind}: ${message}${snapshots.length > 0 ? ` (${snapshots.join(', ')})` : ''}`,
      ),
    `  ${findingAdvice(kind)}`,
  ])
}
