import { useRef, useState } from 'react'
import type { OpenComparison } from '../../../shared/contract/compare.ts'
import type { FirnError } from '../../../shared/contract/errors.ts'
import { useClient } from '../../client/client.tsx'
import { download, isDesktop } from '../../client/host.ts'
import { asFirnError } from '../../client/use-answer.ts'
import { Button } from '../../components/button.tsx'
import { Dialog } from '../../components/dialog.tsx'
import { Choice, Field } from '../../components/field.tsx'
import { counted } from '../../components/figures.ts'
import { ErrorPanel, ProgressBar } from '../../components/states.tsx'
import { toast } from '../../components/toast/announcements.ts'
import { CommandLine } from '../../workbench/command/command-line.tsx'
import { compareCommand, type CompareRequest } from './request.ts'

type Format = 'csv' | 'json' | 'parquet'

/** Writes every row that differs into a file. */
export function ExportDifferenceDialog({
  comparison,
  request,
  onClose,
}: {
  comparison: OpenComparison
  request: CompareRequest
  onClose: () => void
}) {
  const client = useClient()
  const [format, setFormat] = useState<Format>('csv')
  const [running, setRunning] = useState(false)
  const [error, setError] = useState<FirnError>()
  const controller = useRef<AbortController>(undefined)
  const { comparisonId, rows, a, b } = comparison
  const differing = rows.added + rows.removed + rows.changed

  const run = async () => {
    const own = new AbortController()
    controller.current = own
    setRunning(true)
    setError(undefined)
    try {
      const file = `${a.dataset}-difference.${format}`
      const target = isDesktop()
        ? (await client.callHost('host.chooseSaveTarget', { name: file })).paths[0]
        : undefined
      if (isDesktop() && target === undefined) return
      const written = await client.call(
        'compare.export',
        { comparisonId, format, ...(target === undefined ? {} : { target }) },
        { signal: own.signal },
      )
      if (written.download !== undefined) download(written.download, file)
      toast('good', `Exported ${counted(written.rows, 'row')}`)
      onClose()
    } catch (problem) {
      if (!own.signal.aborted) setError(asFirnError(problem))
    } finally {
      setRunning(false)
    }
  }
  const cancel = () => {
    controller.current?.abort()
    onClose()
  }
  return (
    <Dialog
      title="Export the difference"
      description={`${a.reference} ↔ ${b.reference}`}
      onClose={cancel}
      onSubmit={() => void run()}
      note={
        running ? (
          <ProgressBar label="Export" done={0} />
        ) : (
          `${counted(differing, 'row')}: added, removed and changed, with the values of both sides`
        )
      }
      actions={
        <>
          <Button onClick={cancel}>Cancel</Button>
          <Button type="submit" look="primary" disabled={running}>
            Export
          </Button>
        </>
      }
    >
      <Field label="Format">
        {(ids) => (
          <Choice
            {...ids}
            value={format}
            onChoose={setFormat}
            options={[
              { value: 'csv', title: 'CSV' },
              { value: 'json', title: 'JSON (one array)' },
              { value: 'parquet', title: 'Parquet' },
            ]}
          />
        )}
      </Field>
      <Field label="As command">
        {() => <CommandLine command={compareCommand(request, `difference.${format}`)} />}
      </Field>
      {error !== undefined && <ErrorPanel error={error} />}
    </Dialog>
  )
}
