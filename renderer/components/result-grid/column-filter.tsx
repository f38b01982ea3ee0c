import { type FormEvent, useState } from 'react'
import type { ResultColumn } from '../../../shared/model/value.ts'
import { Button } from '../button.tsx'
import { Choice, TextInput } from '../field.tsx'
import { type FilterOperator, type GridFilter, operatorTitles } from './grid-source.ts'

const withoutValue = new Set<FilterOperator>(['is-null', 'is-not-null'])

/** One condition on a column; the engine applies it. */
export function ColumnFilter({
  column,
  filter,
  onApply,
}: {
  column: ResultColumn
  filter: GridFilter | undefined
  onApply: (filter: GridFilter | undefined) => void
}) {
  const [operator, setOperator] = useState<FilterOperator>(
    filter?.operator ?? (column.kind === 'text' ? 'contains' : 'equals'),
  )
  const [value, setValue] = useState(filter?.value ?? '')
  const operators = (Object.keys(operatorTitles) as FilterOperator[]).filter(
    (one) => one !== 'contains' || column.kind === 'text' || column.kind === 'nested',
  )
  const apply = (event: FormEvent) => {
    event.preventDefault()
    onApply(
      withoutValue.has(operator)
        ? { column: column.name, operator }
        : { column: column.name, operator, value },
    )
  }
  return (
    <form className="grid-filter" onSubmit={apply}>
      <h3 className="ellipsis">{column.name}</h3>
      <Choice
        aria-label="Condition"
        value={operator}
        onChoose={setOperator}
        options={operators.map((one) => ({ value: one, title: operatorTitles[one] }))}
      />
      {!withoutValue.has(operator) && (
        <TextInput
          autoFocus
          aria-label="Value"
          value={value}
          onChange={(event) => setValue(event.target.value)}
        />
      )}
      <div className="grid-filter-buttons">
        {filter !== undefined && <Button onClick={() => onApply(undefined)}>Remove filter</Button>}
        <Button type="submit" look="primary">
          Filter
        </Button>
      </div>
    </form>
  )
}
