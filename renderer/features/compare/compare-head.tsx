import { ArrowLeftRight, ChevronDown } from 'lucide-react'
import { useState } from 'react'
import { parseReference, splitTable } from '../../../shared/model/reference.ts'
import type { ComparedSide } from '../../../shared/model/difference.ts'
import { useAnswer } from '../../client/use-answer.ts'
import { Badge } from '../../components/badge.tsx'
import { Button } from '../../components/button.tsx'
import { Choice } from '../../components/field.tsx'
import { counted, moment } from '../../components/figures.ts'
import { Menu, type MenuEntry } from '../../components/menu.tsx'
import { useCatalogue, useDataset } from '../../workbench/catalogue.ts'
import type { ComparedTables } from './use-tables.ts'

/** Which two versions are compared; each can be changed, and both can be swapped. */
export function CompareHead({
  references,
  sides,
  tables: { tables, chosen, choose },
  onChange,
  onSwap,
  onQuery,
  onExport,
}: {
  references: { readonly a: string; readonly b: string }
  /** Absent until the comparison is there. */
  sides: { readonly a: ComparedSide; readonly b: ComparedSide } | undefined
  tables: ComparedTables
  onChange: (side: 'a' | 'b', reference: string) => void
  onSwap: () => void
  onQuery: (() => void) | undefined
  onExport: (() => void) | undefined
}) {
  return (
    <header className="compare-head">
      <div className="compare-half">
        <SideTitle
          reference={references.a}
          side={sides?.a}
          place="before"
          onChange={(to) => onChange('a', to)}
        />
        <Button onClick={onSwap} title="Swap the sides">
          <ArrowLeftRight size={13} aria-hidden="true" />
          Swap
        </Button>
      </div>
      <div className="compare-half">
        <SideTitle
          reference={references.b}
          side={sides?.b}
          place="after"
          onChange={(to) => onChange('b', to)}
        />
        <div className="compare-actions">
          {tables.length > 1 && (
            <Choice
              aria-label="Compared table"
              value={chosen ?? ''}
              onChoose={choose}
              options={tables.map((name) => ({ value: name, title: name }))}
            />
          )}
          <Button
            look="ghost"
            disabled={onQuery === undefined}
            onClick={onQuery}
            title="Open the comparison as SQL"
          >
            SQL
          </Button>
          <Button disabled={onExport === undefined} onClick={onExport}>
            Export…
          </Button>
        </div>
      </div>
    </header>
  )
}

function SideTitle({
  reference,
  side,
  place,
  onChange,
}: {
  reference: string
  side: ComparedSide | undefined
  place: 'before' | 'after'
  onChange: (reference: string) => void
}) {
  const parsed = parseReference(reference)
  const name = side?.dataset ?? (parsed.ok ? parsed.reference.dataset : reference)
  const summary = useDataset(name)
  const tags = summary?.tags.filter((tag) => tag.version === side?.version) ?? []
  const table = side === undefined ? undefined : splitTable(side.reference).table
  return (
    <div className="compare-side">
      <h2>
        <span className="ellipsis" title={name}>
          {name}
          {table !== undefined && <span className="secondary">/{table}</span>}
        </span>
        <SideMenu
          name={name}
          version={side?.version}
          reference={reference}
          place={place}
          onChange={onChange}
        />
        <span className="compare-badges">
          {side !== undefined && side.version === summary?.latest && <Badge tone="tag">latest</Badge>}
          {tags.map((tag) => (
            <Badge key={tag.name} tone="tag">
              {tag.name}
            </Badge>
          ))}
        </span>
      </h2>
      <p className="secondary small ellipsis" title={side?.message}>
        {side === undefined ? (
          place
        ) : (
          <>
            {moment(side.time)} · {counted(side.rows, 'row')}
            {side.message !== '' && ` · “${side.message}”`}
          </>
        )}
      </p>
    </div>
  )
}

/** Versions of the same dataset, then the other datasets. */
function SideMenu({
  name,
  version,
  reference,
  place,
  onChange,
}: {
  name: string
  version: number | undefined
  reference: string
  place: 'before' | 'after'
  onChange: (reference: string) => void
}) {
  const [open, setOpen] = useState(false)
  const datasets = useCatalogue((state) => state.datasets)
  const { data } = useAnswer('dataset.versions', open ? { dataset: name } : undefined)
  const latest = datasets?.find((one) => one.name === name)?.latest
  const others = (datasets ?? []).filter((one) => one.name !== name && one.latest !== undefined)
  const { table } = splitTable(reference)
  const versions = (data?.versions ?? [])
    .filter(({ expired }) => !expired)
    .map(
      (one): MenuEntry => ({
        id: String(one.version),
        title: `v${one.version} ${one.message}`,
        note: [...(one.version === latest ? ['latest'] : []), ...one.tags, moment(one.time)].join(' · '),
        checked: one.version === version,
        run: () => onChange(`${name}@v${one.version}${table === undefined ? '' : `/${table}`}`),
      }),
    )
  const list: MenuEntry[] = [
    ...versions,
    ...(others.length === 0 ? [] : [{ kind: 'label' as const, id: 'others', title: 'Other datasets' }]),
    ...others.map(
      (one): MenuEntry => ({
        id: `other ${one.name}`,
        title: one.name,
        note: `v${one.latest}`,
        run: () => onChange(`${one.name}@v${one.latest}`),
      }),
    ),
  ]
  const shown = version === undefined ? (reference.split('@')[1] ?? 'latest') : `v${version}`
  return (
    <Menu
      label={`Version ${place}`}
      open={open}
      onOpenChange={setOpen}
      list={list}
      trigger={
        <button
          type="button"
          className="compare-version"
          aria-label={`${shown}, choose the version ${place}`}
        >
          @{shown}
          <ChevronDown size={13} aria-hidden="true" />
        </button>
      }
    />
  )
}
