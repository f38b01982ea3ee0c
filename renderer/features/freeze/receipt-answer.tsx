import { useAnswer } from '../../client/use-answer.ts'
import { ErrorPanel, Skeleton } from '../../components/states.tsx'
import { ReceiptView } from './receipt-view.tsx'
import './freeze.css'

/** The receipt of a training snapshot, asked for. */
export function ReceiptAnswer({ reference }: { reference: string }) {
  const { data, error, reload } = useAnswer('freeze.receipt', { reference })
  if (error !== undefined) return <ErrorPanel error={error} onRetry={reload} />
  if (data === undefined) return <Skeleton lines={8} label="Loading the receipt" />
  return <ReceiptView reference={reference} receipt={data.receipt} snippets={data.snippets} />
}
