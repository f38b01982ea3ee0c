import type { ReactNode } from 'react'
import { formatReference } from '../../../shared/model/reference.ts'
import { useAnswer } from '../../client/use-answer.ts'
import { Dialog } from '../../components/dialog.tsx'
import { ErrorPanel, Skeleton } from '../../components/states.tsx'
import { draftAgain, type FreezeDraft } from './draft.ts'
import { stopFreezing } from './freezing.ts'

/** Reads how a version was frozen, and begins a draft with it. */
export function DraftAgain({
  dataset,
  version,
  children,
}: {
  dataset: string
  version: number
  children: (draft: FreezeDraft) => ReactNode
}) {
  const reference = formatReference(dataset, version)
  const frozen = useAnswer('freeze.receipt', { reference })
  const shown = useAnswer('snapshot.show', { reference })
  const error = frozen.error ?? shown.error
  if (frozen.data === undefined || shown.data === undefined)
    return (
      <Dialog title="Freeze again" description={reference} onClose={stopFreezing}>
        {error === undefined ? (
          <Skeleton lines={6} label="Loading the receipt" />
        ) : (
          <ErrorPanel error={error} />
        )}
      </Dialog>
    )
  const { lineage } = shown.data.snapshot
  return children(draftAgain(frozen.data.receipt, lineage?.recipe, lineage?.parameters ?? {}))
}
