import type { OpenResult } from '../../../shared/contract/query.ts'
import type { Value, ValueKind } from '../../../shared/model/value.ts'
import { useAnswer } from '../../client/use-answer.ts'
import { Button } from '../../components/button.tsx'
import { count, counted } from '../../components/figures.ts'
import type { CellSubject } from '../../components/result-grid/grid-source.ts'
import { rawText } from '../../components/result-grid/value-text.ts'
import { ScrolledText } from '../../components/scrolled-text.tsx'
import { SidePanel } from '../../components/side-panel.tsx'
import { ErrorPanel } from '../../components/states.tsx'
import { typeWords } from '../../components/type-words.ts'
import { copyText } from '../../components/toast/announcements.ts'
import './result-view.css'

/** One value, whole: text with its line breaks, JSON and nested values as a tree. */
export function CellPanel({
  open,
  cell,
  onClose,
}: {
  open: OpenResult
  cell: CellSubject
  onClose: () => void
}) {
  const { data, error, reload } = useAnswer('query.cell', {
    resultId: open.resultId,
    row: cell.row,
    column: cell.column.name,
  })
  const value = data === undefined ? cell.value : data.value
  const tree = asTree(value)
  const text = rawText(value)
  return (
    <SidePanel
      title={cell.column.name}
      note={`row ${count(cell.row + 1)} · ${typeWords(data?.type ?? cell.column.type)}`}
      onClose={onClose}
    >
      {value === null ? (
        <p className="muted">
          <em>NULL</em>: there is no value
        </p>
      ) : text === '' ? (
        <p className="muted">An empty {cell.column.kind === 'blob' ? 'value' : 'text'}, which is not NULL</p>
      ) : tree === undefined ? (
        <ScrolledText className="cell-text" label="Value">
          {text}
        </ScrolledText>
      ) : (
        <div className="json-tree" role="group" aria-label="Value">
          <Branch value={tree} name={undefined} depth={0} />
        </div>
      )}
      {value !== null && (
        <p className="secondary small" style={{ margin: '8px 0' }}>
          {sizeWords(text, cell.column.kind)}
        </p>
      )}
      {error !== undefined && <ErrorPanel error={error} onRetry={reload} />}
      <Button onClick={() => void copyText(text, 'the value')}>Copy value</Button>
    </SidePanel>
  )
}

/** How much there is. Bytes are written in base64: three in four characters, padded at the end. */
function sizeWords(text: string, kind: ValueKind): string {
  if (kind !== 'blob') return counted(text.length, 'character')
  const padding = /=*$/.exec(text)?.[0].length ?? 0
  return `${counted((text.length / 4) * 3 - padding, 'byte')}, in base64`
}

/** A nested value, or text that is JSON of an object or a list. */
function asTree(value: Value): Value | undefined {
  if (typeof value === 'object' && value !== null) return value
  if (typeof value !== 'string' || !/^\s*[[{]/.test(value)) return undefined
  try {
    const parsed = JSON.parse(value) as Value
    return typeof parsed === 'object' && parsed !== null ? parsed : undefined
  } catch {
    return undefined
  }
}

/** More children than this are cut, so that a list of a million stays usable. */
const mostChildren = 200

function Branch({ value, name, depth }: { value: Value; name: string | undefined; depth: number }) {
  const label = name === undefined ? null : <span className="secondary">{name}: </span>
  if (typeof value !== 'object' || value === null) {
    return (
      <div>
        {label}
        {value === null ? (
          <em className="muted">NULL</em>
        ) : typeof value === 'string' ? (
          `"${value}"`
        ) : (
          String(value)
        )}
      </div>
    )
  }
  const children: readonly (readonly [string, Value])[] = Array.isArray(value)
    ? (value as readonly Value[]).map((one, position) => [String(position), one] as const)
    : Object.entries(value as { readonly [field: string]: Value })
  return (
    <details open={depth < 2}>
      <summary>
        {label}
        <span className="muted">
          {Array.isArray(value) ? `list of ${children.length}` : counted(children.length, 'field')}
        </span>
      </summary>
      <ul>
        {children.slice(0, mostChildren).map(([key, one]) => (
          <li key={key}>
            <Branch value={one} name={key} depth={depth + 1} />
          </li>
        ))}
        {children.length > mostChildren && (
          <li className="muted">and {count(children.length - mostChildren)} more</li>
        )}
      </ul>
    </details>
  )
}
