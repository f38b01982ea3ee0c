import { formatReference } from '../../../shared/model/reference.ts'
import type { DatasetSubject } from '../../workbench/feature.ts'
import { ReceiptAnswer } from './receipt-answer.tsx'

/** The receipt as a section of its training dataset. */
export function ReceiptSection({ subject: { summary, version } }: { subject: DatasetSubject }) {
  const reference = formatReference(summary.name, version)
  return (
    <div className="fill scroll">
      <ReceiptAnswer key={reference} reference={reference} />
    </div>
  )
}
