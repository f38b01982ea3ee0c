import { formatReference } from '../../../shared/model/reference.ts'
import type { DatasetSubject } from '../../workbench/feature.ts'
import { useScrollPlace } from '../../workbench/places.tsx'
import { ReceiptAnswer } from './receipt-answer.tsx'

/** The receipt as a section of its training dataset. */
export function ReceiptSection({ subject: { summary, version } }: { subject: DatasetSubject }) {
  const reference = formatReference(summary.name, version)
  const scrolled = useScrollPlace('receipt')
  return (
    <div ref={scrolled} className="fill scroll">
      <ReceiptAnswer key={reference} reference={reference} />
    </div>
  )
}
