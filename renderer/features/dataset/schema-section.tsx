import { ChevronDown } from 'lucide-react'
import type { SchemaTable } from '../../../shared/contract/store.ts'
import type { ColumnProfile, ProfileBar } from '../../../shared/model/profile.ts'
import type { Column } from '../../../shared/model/table.ts'
import { useAnswer } from '../../client/use-answer.ts'
import { Button } from '../../components/button.tsx'
import { TextInput } from '../../components/field.tsx'
import { counted, duration } from '../../components/figures.ts'
import { Menu } from '../../components/menu.tsx'
import { EmptyState, ErrorPanel } from '../../components/states.tsx'
import { useKept, useScrollPlace } from '../../workbench/places.tsx'
import { FieldCard } from './field-card.tsx'
import { isMixed } from './mixed.ts'
import { RejectedRows } from './rejected-rows.tsx'

const orders = {
  file: 'order in file',
  name: 'name',
  type: 'type',
  missing: 'missing, most first',
  distinct: 'distinct, most first',
} as const
type Order = keyof typeof orders

/** Cards drawn at a time; thousands would make the page slow, and nobody reads them in one go. */
const cardsAtOnce = 120
/** More columns than this are profiled by those that are in sight only. */
const profiledAtOnce = 200

/** Every field as a card: what is in it, how much is missing; a click on a bar filters the data. */
export function SchemaSection({
  reference,
  table,
  onFilter,
}: {
  reference: string
  table: SchemaTable
  onFilter: (bar: ProfileBar) => void
}) {
  const [order, setOrder] = useKept<Order>('schema.order', 'file')
  const [onlyOdd, setOnlyOdd] = useKept('schema.only-odd', false)
  const [search, setSearch] = useKept('schema.search', '')
  const [limit, setLimit] = useKept('schema.limit', cardsAtOnce)
  const scrolled = useScrollPlace('schema')
  const many = table.columns.length > profiledAtOnce
  const wanted = table.columns.filter(({ name }) => name.toLowerCase().includes(search.toLowerCase()))
  const { data, error, loading, reload } = useAnswer('profile.snapshot', {
    reference,
    ...(many ? { columns: wanted.slice(0, limit).map(({ name }) => name) } : {}),
  })
  const profiles = new Map(data?.columns.map((profile) => [profile.name, profile]))
  const shown = wanted
    .filter((column) => !onlyOdd || column.present < table.rows || isMixed(column))
    .sort(comparison(order, profiles, table.rows))
  const words =
    data === undefined
      ? loading
        ? 'profile is being computed…'
        : ''
      : `profile of all ${counted(data.rows, 'row')}, ${duration(data.elapsedMs)}`
  return (
    <div className="column fill">
      <div className="toolbar" role="toolbar" aria-label="Fields">
        <Menu
          label="Sort fields"
          list={(Object.keys(orders) as Order[]).map((one) => ({
            id: one,
            title: orders[one],
            checked: one === order,
            run: () => setOrder(one),
          }))}
          trigger={
            <Button>
              Sort: {orders[order]} <ChevronDown size={12} aria-hidden="true" />
            </Button>
          }
        />
        <Button look="ghost" aria-pressed={onlyOdd} onClick={() => setOnlyOdd((before) => !before)}>
          Only missing or mixed
        </Button>
        {table.columns.length > 12 && (
          <span className="schema-search">
            <TextInput
              aria-label="Find a field"
              placeholder="Find a field"
              value={search}
              onChange={(event) => setSearch(event.target.value)}
            />
          </span>
        )}
        <div className="toolbar-end secondary small" role="status">
          {[counted(table.columns.length, 'column'), words].filter((part) => part !== '').join(' · ')}
        </div>
      </div>
      <div ref={scrolled} className="schema-cards scroll fill">
        {error !== undefined && <ErrorPanel error={error} onRetry={reload} />}
        {table.rejected > 0 && (
          <RejectedRows rejected={table.rejected} rejects={table.rejects} name={table.name} />
        )}
        {shown.length === 0 && (
          <EmptyState
            title={search === '' ? 'Every field is complete and of one type' : 'No field is called that'}
          />
        )}
        <ul aria-label="Fields">
          {shown.slice(0, limit).map((column) => (
            <li key={column.name}>
              <FieldCard
                column={column}
                rows={table.rows}
                profile={profiles.get(column.name)}
                loading={loading}
                onFilter={onFilter}
              />
            </li>
          ))}
        </ul>
        {shown.length > limit && (
          <p className="schema-more">
            <Button onClick={() => setLimit((before) => before + cardsAtOnce)}>Show more</Button>{' '}
            <span className="muted small">
              {limit} of {counted(shown.length, 'field')}
            </span>
          </p>
        )}
      </div>
    </div>
  )
}

function comparison(order: Order, profiles: ReadonlyMap<string, ColumnProfile>, rows: number) {
  return (a: Column, b: Column): number => {
    switch (order) {
      case 'file':
        return 0
      case 'name':
        return a.name.localeCompare(b.name)
      case 'type':
        return a.type.localeCompare(b.type)
      case 'missing':
        return rows - b.present - (rows - a.present)
      case 'distinct':
        return (profiles.get(b.name)?.distinct ?? 0) - (profiles.get(a.name)?.distinct ?? 0)
    }
  }
}
