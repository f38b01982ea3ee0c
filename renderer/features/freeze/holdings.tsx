import type { SplitFacts } from '../../../shared/model/receipt.ts'
import { columnShare, count, counted } from '../../components/figures.ts'
import { SmallTable } from '../../components/small-table.tsx'
import { classColumns, className } from './class-columns.ts'

/** Rows of each split, and the share that each class has in it. More classes than `mostClasses` are only counted. */
export function Holdings({
  label,
  splits,
  mostClasses,
  total = false,
}: {
  label: string
  splits: { readonly [name: string]: SplitFacts }
  mostClasses: number
  /** With a line for all splits together. */
  total?: boolean
}) {
  const names = Object.keys(splits)
  const facts = Object.values(splits)
  const classes = classColumns(facts)
  const shown = classes.length <= mostClasses ? classes : []
  const all = facts.reduce((sum, { rows }) => sum + rows, 0)
  // Where there is little room, the shares of the classes say more.
  const withShare = total || classes.length === 0
  return (
    <SmallTable label={label}>
      <thead>
        <tr>
          <th>split</th>
          <th data-number="">rows</th>
          {withShare && <th data-number="">share</th>}
          {shown.map(({ key, value }) => (
            <th
              key={key}
              data-number=""
              title={`Rows whose label is ${className(value)}`}
              className={value === null ? 'null' : undefined}
            >
              {className(value)}
            </th>
          ))}
          {shown.length === 0 && classes.length > 0 && <th data-number="">classes</th>}
        </tr>
      </thead>
      <tbody>
        {names.map((name, position) => {
          const { rows, classes: here } = facts[position] ?? { rows: 0, classes: [] }
          return (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td data-number="">{count(rows)}</td>
              {withShare && <td data-number="">{columnShare(rows, all)}</td>}
              {shown.map((one) => (
                <td key={one.key} data-number="" title={counted(one.rows[position] ?? 0, 'row')}>
                  {columnShare(one.rows[position] ?? 0, rows)}
                </td>
              ))}
              {shown.length === 0 && classes.length > 0 && (
                <td
                  data-number=""
                  title={here.map(({ value, rows: of }) => `${className(value)}: ${count(of)}`).join('\n')}
                >
                  {count(here.filter(({ rows: of }) => of > 0).length)} of {count(classes.length)}
                </td>
              )}
            </tr>
          )
        })}
        {total && names.length > 1 && (
          <tr className="holdings-total">
            <th scope="row">all</th>
            <td data-number="">{count(all)}</td>
            {withShare && <td data-number="">{columnShare(all, all)}</td>}
            {shown.map((one) => {
              const rows = one.rows.reduce((sum, here) => sum + here, 0)
              return (
                <td key={one.key} data-number="" title={counted(rows, 'row')}>
                  {columnShare(rows, all)}
                </td>
              )
            })}
            {shown.length === 0 && classes.length > 0 && <td data-number="">{count(classes.length)}</td>}
          </tr>
        )}
      </tbody>
    </SmallTable>
  )
}
