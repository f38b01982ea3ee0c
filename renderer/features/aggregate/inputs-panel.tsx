import type { LineageInput } from '../../../shared/model/lineage.ts'
import { useAnswer } from '../../client/use-answer.ts'
import { Badge, KindMark } from '../../components/badge.tsx'
import { Choice } from '../../components/field.tsx'
import { counted } from '../../components/figures.ts'
import { useDataset } from '../../workbench/catalogue.ts'
import { openDataset } from '../../workbench/open.ts'
import { type Following, followed, followingOf } from './references.ts'

/** What a recipe reads, and whether it follows the latest version; another choice changes the SQL. */
export function InputsPanel({
  inputs,
  onReference,
}: {
  inputs: readonly LineageInput[] | undefined
  /** Absent: they are only shown. */
  onReference?: (named: string, next: string) => void
}) {
  const each = [...new Map((inputs ?? []).map((input) => [input.named, input])).values()]
  return (
    <section aria-label="Inputs">
      <h3>Inputs</h3>
      {each.length === 0 ? (
        <p className="muted small">
          {inputs === undefined ? 'They show when a step can be run' : 'No dataset is read'}
        </p>
      ) : (
        <ul className="inputs">
          {each.map((input) => (
            <InputLine key={input.named} input={input} onReference={onReference} />
          ))}
        </ul>
      )}
    </section>
  )
}

function InputLine({
  input,
  onReference,
}: {
  input: LineageInput
  onReference: ((named: string, next: string) => void) | undefined
}) {
  const { dataset, version, named, table } = input
  const summary = useDataset(dataset)
  const following = followingOf(named)
  const behind = summary?.latest === undefined ? 0 : summary.latest - version
  return (
    <li>
      <div className="input-name">
        <KindMark kind={summary?.kind ?? 'raw'} />
        <button
          type="button"
          className="link ellipsis"
          title={`Open ${dataset}@v${version}`}
          onClick={() => openDataset(dataset, { version })}
        >
          {dataset}
          {table === undefined ? '' : `/${table}`}
        </button>
        <span className="secondary">@v{version}</span>
        {behind > 0 && <Badge tone="changed">{counted(behind, 'version')} behind</Badge>}
      </div>
      {onReference === undefined || following === undefined ? (
        <span className="muted small">
          {following?.selector === undefined ? 'followed the latest' : `pinned as ${named}`}
        </span>
      ) : (
        <InputChoice named={named} following={following} latest={summary?.latest} onReference={onReference} />
      )}
    </li>
  )
}

function InputChoice({
  named,
  following,
  latest,
  onReference,
}: {
  named: string
  following: Following
  latest: number | undefined
  onReference: (named: string, next: string) => void
}) {
  const { dataset, selector } = following
  const versions =
    useAnswer('dataset.versions', { dataset }).data?.versions.filter(({ expired }) => !expired) ?? []
  const isVersion = selector === undefined || versions.some(({ version }) => selector === `v${version}`)
  return (
    <Choice
      aria-label={`Version of ${dataset} that is read`}
      value={selector ?? ''}
      onChoose={(chosen) =>
        onReference(named, followed(following, chosen === '' ? undefined : Number(chosen.slice(1))))
      }
      options={[
        { value: '', title: `follows the latest${latest === undefined ? '' : ` (now v${latest})`}` },
        ...(isVersion ? [] : [{ value: selector, title: `pinned to ${selector}` }]),
        ...versions.map(({ version, message }) => ({
          value: `v${version}`,
          title: `pinned to v${version}${message === '' ? '' : ` ${message}`}`.slice(0, 60),
        })),
      ]}
    />
  )
}
