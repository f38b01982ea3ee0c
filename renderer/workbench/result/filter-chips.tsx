import { X } from 'lucide-react'
import { Button, IconButton } from '../../components/button.tsx'
import { type GridView, operatorTitles } from '../../components/result-grid/grid-source.ts'

/** The filters that are on, each to be taken away; absent when there are none. */
export function FilterChips({
  view,
  onView,
  where,
  onWhere,
}: {
  view: GridView
  onView: (view: GridView) => void
  where: readonly string[]
  onWhere: (where: readonly string[]) => void
}) {
  const filters = view.filters.map((filter) => ({
    text: `${filter.column} ${operatorTitles[filter.operator]}${filter.value === undefined ? '' : ` ${filter.value === '' ? '(empty text)' : filter.value}`}`,
    remove: () => onView({ ...view, filters: view.filters.filter((one) => one !== filter) }),
  }))
  const conditions = where.map((condition) => ({
    text: condition,
    remove: () => onWhere(where.filter((one) => one !== condition)),
  }))
  const all = [...filters, ...conditions]
  if (all.length === 0) return null
  return (
    <div className="filter-chips" role="group" aria-label="Filters">
      <span className="muted">only</span>
      {all.map(({ text, remove }) => (
        <span key={text} className="filter-chip">
          <span className="ellipsis" title={text}>
            {text}
          </span>
          <IconButton label={`Remove filter ${text}`} onClick={remove}>
            <X size={11} aria-hidden="true" />
          </IconButton>
        </span>
      ))}
      {all.length > 1 && (
        <Button
          look="ghost"
          onClick={() => {
            onView({ ...view, filters: [] })
            onWhere([])
          }}
        >
          Remove all
        </Button>
      )}
    </div>
  )
}
