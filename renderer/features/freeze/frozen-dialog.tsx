import type { Receipt } from '../../../shared/model/receipt.ts'
import { formatReference } from '../../../shared/model/reference.ts'
import { KindMark } from '../../components/badge.tsx'
import { Button } from '../../components/button.tsx'
import { Dialog } from '../../components/dialog.tsx'
import { counted } from '../../components/figures.ts'
import { openDataset } from '../../workbench/open.ts'
import { ReceiptAnswer } from './receipt-answer.tsx'

/** What was frozen, right after it was. */
export function FrozenDialog({ receipt, onClose }: { receipt: Receipt; onClose: () => void }) {
  const { dataset, version, rows, splits } = receipt
  const reference = formatReference(dataset, version)
  const open = () => {
    onClose()
    openDataset(dataset, { section: 'receipt' })
  }
  return (
    <Dialog
      title={`Frozen: ${reference}`}
      icon={<KindMark kind="training" large />}
      description={`${counted(rows.kept, 'row')} in ${counted(Object.keys(splits).length, 'split')}`}
      width="widest"
      flush
      onClose={onClose}
      onSubmit={open}
      note="These rows stay as they are; the receipt is kept with them"
      actions={
        <>
          <Button onClick={onClose}>Close</Button>
          <Button type="submit" look="primary" autoFocus>
            Open {dataset}
          </Button>
        </>
      }
    >
      <div className="frozen-dialog">
        <ReceiptAnswer reference={reference} />
      </div>
    </Dialog>
  )
}
