import { ChevronDown } from 'lucide-react'
import { memo, useState } from 'react'
import type { ColumnRole } from '../../../shared/model/receipt.ts'
import { Button } from '../../components/button.tsx'
import { TextInput } from '../../components/field.tsx'
import { count, counted } from '../../components/figures.ts'
import { Menu } from '../../components/menu.tsx'
import { shortType } from '../../components/result-grid/short-type.ts'

const roles: readonly ColumnRole[] = ['id', 'feature', 'label', 'weight', 'ignore']
/** From this many columns on, finding one by its name is of use. */
const manyColumns = 14
/** More lines at once would make every change slow; the search finds the others. */
const mostShown = 200

/** Which column is what. Each role is a choice that the keyboard reaches; letters pick it. */
export function ColumnRoles({
  columns,
  onRole,
}: {
  columns: readonly { readonly name: string; readonly type: string; readonly role: ColumnRole }[]
  onRole: (names: readonly string[], role: ColumnRole) => void
}) {
  const [search, setSearch] = useState('')
  const found = columns.filter(({ name }) => name.toLowerCase().includes(search.toLowerCase()))
  const shown = found.slice(0, mostShown)
  return (
    <>
      <div className="freeze-heading">
        <h3>Columns</h3>
        <span className="muted small">{summary(columns)}</span>
        {columns.length > 1 && (
          <Menu
            label="All shown columns"
            align="end"
            trigger={
              <Button look="ghost">
                {search === '' ? 'All' : 'All found'} <ChevronDown size={12} aria-hidden="true" />
              </Button>
            }
            list={(['feature', 'ignore', 'id'] as const).map((role) => ({
              id: role,
              title: `Make ${counted(found.length, 'column')} ${role}`,
              run: () =>
                onRole(
                  found.map(({ name }) => name),
                  role,
                ),
            }))}
          />
        )}
      </div>
      {columns.length >= manyColumns && (
        <TextInput
          aria-label="Find a column"
          placeholder="Find a column"
          value={search}
          onChange={(event) => setSearch(event.target.value)}
        />
      )}
      <ul className="freeze-columns-list" aria-label="Columns and their roles">
        {shown.map(({ name, type, role }) => (
          <RoleLine key={name} name={name} type={type} role={role} onRole={onRole} />
        ))}
        {found.length > shown.length && (
          <li className="muted small">{count(found.length - shown.length)} more: find them by their name</li>
        )}
        {found.length === 0 && <li className="muted small">No column is called “{search}”</li>}
      </ul>
    </>
  )
}

const RoleLine = memo(function RoleLine({
  name,
  type,
  role,
  onRole,
}: {
  name: string
  type: string
  role: ColumnRole
  onRole: (names: readonly string[], role: ColumnRole) => void
}) {
  return (
    <li>
      <span className="ellipsis" title={`${name} ${type}`}>
        {name} <small className="muted">{shortType(type)}</small>
      </span>
      <select
        className="freeze-role"
        aria-label={`Role of ${name}`}
        data-role={role}
        value={role}
        onChange={(event) => onRole([name], event.target.value as ColumnRole)}
      >
        {roles.map((one) => (
          <option key={one} value={one}>
            {one}
          </option>
        ))}
      </select>
    </li>
  )
})

function summary(columns: readonly { readonly role: ColumnRole }[]): string {
  const of = (role: ColumnRole) => columns.filter((one) => one.role === role).length
  const ignored = of('ignore')
  return `${counted(of('feature'), 'feature')}${ignored === 0 ? '' : `, ${ignored} ignored`}`
}
