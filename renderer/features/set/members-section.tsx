import { formatReference } from '../../../shared/model/reference.ts'
import type { SetMember } from '../../../shared/model/set.ts'
import { useAnswer } from '../../client/use-answer.ts'
import { Badge, KindMark, kindWords } from '../../components/badge.tsx'
import { Button } from '../../components/button.tsx'
import { bytes, count, counted } from '../../components/figures.ts'
import { SmallTable } from '../../components/small-table.tsx'
import { ErrorPanel, Skeleton } from '../../components/states.tsx'
import { sqlName } from '../../components/sql-editor/table-names.ts'
import { useDataset } from '../../workbench/catalogue.ts'
import type { DatasetSubject } from '../../workbench/feature.ts'
import { openComparison, openDataset, openQuery } from '../../workbench/open.ts'
import { isWritable } from '../../workbench/session.ts'
import { startNextSet } from './making.ts'
import './set.css'

/** What a version of a set holds. */
export function MembersSection({ subject: { summary, version } }: { subject: DatasetSubject }) {
  const reference = formatReference(summary.name, version)
  const { data, error, loading, reload } = useAnswer('set.members', { reference })
  if (error !== undefined) return <ErrorPanel error={error} onRetry={reload} />
  if (data === undefined) return loading ? <Skeleton lines={4} /> : null
  const members = data.members ?? []
  return (
    <div className="set-members scroll fill">
      <div className="set-members-head">
        <span className="small secondary">
          {counted(members.length, 'snapshot')} held together,{' '}
          {counted(
            members.reduce((sum, { rows }) => sum + rows, 0),
            'row',
          )}{' '}
          in all. None of them expires.
        </span>
        {isWritable() && <Button onClick={() => startNextSet(summary.name, members)}>New version…</Button>}
      </div>
      <SmallTable label={`Members of ${reference}`}>
        <thead>
          <tr>
            <th>Dataset</th>
            <th>Kind</th>
            <th>Version</th>
            <th>Asked for as</th>
            <th data-number="">Rows</th>
            <th data-number="">Files</th>
            <th data-number="">Size</th>
            <th aria-label="Actions" />
          </tr>
        </thead>
        <tbody>
          {members.map((member) => (
            <MemberRow key={member.dataset} set={reference} member={member} />
          ))}
        </tbody>
      </SmallTable>
    </div>
  )
}

function MemberRow({ set, member }: { set: string; member: SetMember }) {
  const { dataset, kind, version, named, rows, files, bytes: size, tables, problem } = member
  const latest = useDataset(dataset)?.latest
  const [table] = tables
  return (
    <tr>
      <th scope="row">
        <span className="set-member">
          <KindMark kind={kind} />
          <button
            type="button"
            className="link"
            title={`Open ${dataset} v${version}`}
            onClick={() => openDataset(dataset, { version })}
          >
            {dataset}
          </button>
        </span>
      </th>
      <td className="secondary">{kindWords[kind]}</td>
      <td>
        v{version}{' '}
        {latest === version ? (
          <Badge tone="tag">latest</Badge>
        ) : (
          latest !== undefined && (
            <button
              type="button"
              className="link small"
              title={`Compare with v${latest}, the latest`}
              onClick={() =>
                openComparison(formatReference(dataset, version), formatReference(dataset, latest))
              }
            >
              now v{latest}
            </button>
          )
        )}
      </td>
      <td className="code small">{named}</td>
      {problem === undefined ? (
        <>
          <td data-number="">{count(rows)}</td>
          <td data-number="">{count(files)}</td>
          <td data-number="">{bytes(size)}</td>
        </>
      ) : (
        <td colSpan={3} title={problem}>
          <Badge tone="changed">! its snapshot cannot be read</Badge>
        </td>
      )}
      <td>
        {table !== undefined && (
          <Button
            onClick={() =>
              openQuery(`SELECT *\nFROM ${sqlName(`${set}/${table}`)}`, {
                title: `${set}/${table}`,
                runAtOnce: true,
              })
            }
          >
            Query
          </Button>
        )}
      </td>
    </tr>
  )
}
