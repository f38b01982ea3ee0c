import { useRef, useState } from 'react'
import type { FirnError } from '../../../shared/contract/errors.ts'
import type { ExportFormat, OpenResult } from '../../../shared/contract/query.ts'
import type { Progress } from '../../../shared/model/job.ts'
import { useClient } from '../../client/client.tsx'
import { download, isDesktop } from '../../client/host.ts'
import { asFirnError, useAnswer } from '../../client/use-answer.ts'
import { Button } from '../../components/button.tsx'
import { Dialog } from '../../components/dialog.tsx'
import { Checkbox, Choice, Field } from '../../components/field.tsx'
import { bytes, count, counted } from '../../components/figures.ts'
import { Segmented } from '../../components/segmented.tsx'
import { ErrorPanel, ProgressBar } from '../../components/states.tsx'
import { CommandLine } from '../command/command-line.tsx'
import { quotedWord, withOptions } from '../command/command-text.ts'
import { toast } from '../../components/toast/announcements.ts'

const formats: readonly { readonly value: ExportFormat; readonly title: string }[] = [
  { value: 'csv', title: 'CSV' },
  { value: 'tsv', title: 'TSV (tab-separated)' },
  { value: 'json', title: 'JSON (one array)' },
  { value: 'jsonl', title: 'JSON lines' },
  { value: 'parquet', title: 'Parquet' },
  { value: 'arrow', title: 'Arrow' },
  { value: 'markdown', title: 'Markdown' },
]

/** Writes all rows of a result into a file. */
export function ExportDialog({
  name,
  open,
  rows,
  shown,
  onClose,
}: {
  name: string
  open: OpenResult
  rows: number | undefined
  /** Columns that the grid shows. */
  shown: readonly string[]
  onClose: () => void
}) {
  const client = useClient()
  const [format, setFormat] = useState<ExportFormat>('csv')
  const [which, setWhich] = useState<'all' | 'shown'>(shown.length === open.columns.length ? 'all' : 'shown')
  const [safe, setSafe] = useState(false)
  const [progress, setProgress] = useState<Progress>()
  const [error, setError] = useState<FirnError>()
  const running = useRef<AbortController>(undefined)
  const forSpreadsheets = format === 'csv' || format === 'tsv'

  const file = `${fileName(name)}.${format === 'markdown' ? 'md' : format}`
  const { data: select } = useAnswer('query.select', {
    resultId: open.resultId,
    ...(which === 'shown' ? { columns: [...shown] } : {}),
  })

  const run = async () => {
    const controller = new AbortController()
    running.current = controller
    setError(undefined)
    try {
      const target = isDesktop()
        ? (await client.callHost('host.chooseSaveTarget', { name: file })).paths[0]
        : undefined
      if (isDesktop() && target === undefined) return
      setProgress({ done: 0, unit: 'rows' })
      const written = await client.call(
        'query.export',
        {
          resultId: open.resultId,
          format,
          ...(which === 'shown' ? { columns: [...shown] } : {}),
          ...(target === undefined ? {} : { target }),
          ...(forSpreadsheets && safe ? { spreadsheetSafe: true } : {}),
        },
        { signal: controller.signal, onProgress: setProgress },
      )
      if (written.download !== undefined) download(written.download, file)
      toast('good', `Exported ${counted(written.rows, 'row')}, ${bytes(written.bytes)}`)
      onClose()
    } catch (problem) {
      if (!controller.signal.aborted) setError(asFirnError(problem))
    } finally {
      setProgress(undefined)
    }
  }
  const cancel = () => {
    running.current?.abort()
    onClose()
  }
  const columns = which === 'all' ? open.columns.length : shown.length
  return (
    <Dialog
      title="Export"
      description={name}
      onClose={cancel}
      onSubmit={() => void run()}
      note={
        progress === undefined ? (
          `${rows === undefined ? 'All rows' : counted(rows, 'row')} with ${counted(columns, 'column')}`
        ) : (
          <>
            <ProgressBar label="Export" done={progress.done} total={progress.total ?? rows} />{' '}
            {count(progress.done)} {progress.unit}
          </>
        )
      }
      actions={
        <>
          <Button onClick={cancel}>Cancel</Button>
          <Button type="submit" look="primary" disabled={progress !== undefined}>
            Export
          </Button>
        </>
      }
    >
      <Field label="Format">
        {(ids) => <Choice {...ids} value={format} options={formats} onChoose={setFormat} />}
      </Field>
      <Field label="Columns">
        {() => (
          <span>
            <Segmented
              label="Columns"
              value={which}
              onChoose={setWhich}
              options={[
                { value: 'all', title: `All ${open.columns.length}` },
                { value: 'shown', title: `The ${shown.length} shown` },
              ]}
            />
          </span>
        )}
      </Field>
      {forSpreadsheets && (
        <Field
          label="Spreadsheets"
          hint={
            safe
              ? 'Cells that begin with =, +, - or @ get an apostrophe in front.'
              : 'The file holds every value exactly as it is.'
          }
        >
          {(ids) => (
            <Checkbox {...ids} checked={safe} onCheck={setSafe}>
              Make formulas harmless
            </Checkbox>
          )}
        </Field>
      )}
      <Field label="As command">
        {() => (
          <CommandLine
            command={withOptions(
              `firn sql ${quotedWord(select?.sql ?? '')}${forSpreadsheets && safe ? ' --spreadsheet-safe' : ''}`,
              [['-o', file]],
            )}
          />
        )}
      </Field>
      {error !== undefined && <ErrorPanel error={error} />}
    </Dialog>
  )
}

function fileName(name: string): string {
  return name.replace(/[^\w@.-]+/g, '-').replace(/^-+|-+$/g, '') || 'result'
}
