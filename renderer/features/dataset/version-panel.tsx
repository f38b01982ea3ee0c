import { useState } from 'react'
import type { VersionSummary } from '../../../shared/model/dataset.ts'
import { mainBranch } from '../../../shared/model/names.ts'
import { useClient } from '../../client/client.tsx'
import { asFirnError, useAnswer } from '../../client/use-answer.ts'
import { Button } from '../../components/button.tsx'
import { bytes, count, counted, exactMoment } from '../../components/figures.ts'
import { SidePanel } from '../../components/side-panel.tsx'
import { KeyValues } from '../../components/states.tsx'
import { sqlName } from '../../components/sql-editor/table-names.ts'
import { copyText, toast } from '../../components/toast/announcements.ts'
import { openQuery } from '../../workbench/open.ts'
import { RowsOverVersions } from './rows-over-versions.tsx'
import { schemaChanges } from './schema-changes.ts'

/** Details of one version. */
export function VersionPanel({
  dataset,
  version,
  versions,
  onOpen,
}: {
  dataset: string
  version: VersionSummary
  versions: readonly VersionSummary[]
  onOpen: () => void
}) {
  const client = useClient()
  const [busy, setBusy] = useState(false)
  const reference = `${dataset}@v${version.version}`
  const parent = version.parents.find((one) => versions.some((other) => other.version === one))
  const schema = useAnswer('snapshot.schema', version.expired ? undefined : { reference })
  const before = useAnswer(
    'snapshot.schema',
    version.expired || parent === undefined ? undefined : { reference: `${dataset}@v${parent}` },
  )
  const changes =
    schema.data === undefined || before.data === undefined
      ? undefined
      : schemaChanges(before.data.tables, schema.data.tables)
  const readable = versions.filter(({ problem }) => problem === undefined)
  const columns = schema.data?.tables.reduce((sum, table) => sum + table.columns.length, 0)

  const copyPath = async () => {
    setBusy(true)
    try {
      const { path } = await client.call('snapshot.path', { reference })
      await copyText(path, 'the path')
    } catch (error) {
      toast('bad', asFirnError(error).message)
    } finally {
      setBusy(false)
    }
  }
  return (
    <SidePanel title={`v${version.version}`} note={version.message === '' ? 'no message' : version.message}>
      <KeyValues
        facts={[
          ['taken', `${exactMoment(version.time)} by ${version.author}`],
          [
            'id',
            <button
              key="id"
              type="button"
              className="link code"
              title="Copy the whole id"
              onClick={() => void copyText(version.id, 'the id')}
            >
              {version.id.slice(0, 8)}…
            </button>,
          ],
          ['files', `${count(version.files)} · ${bytes(version.bytes)}`],
          [
            'rows',
            `${count(version.rows)}${version.rejected > 0 ? ` · ${count(version.rejected)} rejected` : ''}`,
          ],
          ['new bytes', `${bytes(version.newBytes)} of ${bytes(version.bytes)}`],
          [
            'parent',
            version.parents.length === 0
              ? 'none: the first'
              : version.parents.map((one) => `v${one}`).join(', '),
          ],
          ...(version.branch === mainBranch ? [] : [['branch', version.branch] as const]),
          ...(version.restored === undefined ? [] : [['restores', `v${version.restored}`] as const]),
          ['used by', version.usedBy.length === 0 ? 'nothing' : version.usedBy.join(', ')],
        ]}
      />
      {version.problem !== undefined && <p className="version-warning small">! {version.problem}</p>}
      {version.warnings.map((warning) => (
        <p key={warning} className="version-warning small">
          ! {warning}
        </p>
      ))}
      {readable.length > 1 && (
        <>
          <h3>Rows over versions</h3>
          <RowsOverVersions versions={readable} current={version.version} />
        </>
      )}
      {parent !== undefined && changes !== undefined && (
        <>
          <h3>Schema since v{parent}</h3>
          {changes.length === 0 ? (
            <p className="small secondary">no change · {counted(columns ?? 0, 'column')}</p>
          ) : (
            <ul className="schema-changes">
              {changes.map(({ sign, text }) => (
                <li key={sign + text} data-sign={sign}>
                  {sign} {text}
                </li>
              ))}
            </ul>
          )}
        </>
      )}
      {!version.expired && (
        <div className="version-actions">
          <Button onClick={onOpen}>Open v{version.version}</Button>
          <Button
            onClick={() =>
              openQuery(`SELECT *\nFROM ${sqlName(reference)}`, { title: reference, runAtOnce: true })
            }
          >
            Query v{version.version}
          </Button>
          <Button disabled={busy} onClick={() => void copyPath()}>
            Copy path
          </Button>
        </div>
      )}
    </SidePanel>
  )
}
