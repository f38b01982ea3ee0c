import type { OpenComparison } from '../../../shared/contract/compare.ts'
import { isNumeric } from '../../../shared/model/value.ts'
import { Button } from '../../components/button.tsx'
import { counted, share } from '../../components/figures.ts'
import { SmallTable } from '../../components/small-table.tsx'
import { typeWords } from '../../components/type-words.ts'
import { useScrollPlace } from '../../workbench/places.tsx'
import type { ColumnPair } from '../../workbench/tabs.ts'

interface SchemaRow {
  readonly name: string
  readonly sign: '' | '+' | '−' | '±'
  readonly from?: string
  readonly typeA?: string
  readonly typeB?: string
  readonly words: string
}

/** All columns of both versions, and what became of each. */
export function SchemaView({
  comparison,
  onRename,
}: {
  comparison: OpenComparison
  onRename: (rename: readonly ColumnPair[]) => void
}) {
  const { schema, a, b } = comparison
  const scrolled = useScrollPlace('schema')
  const rows = schemaRows(comparison)
  const proposals = schema.renamed.filter(({ applied }) => !applied)
  const applied = schema.renamed.filter((rename) => rename.applied).map(({ from, to }) => ({ from, to }))
  return (
    <div ref={scrolled} className="scroll fill compare-schema">
      {proposals.length > 0 && (
        <section className="compare-renames" aria-label="Columns that may have been renamed">
          <h3>Renamed?</h3>
          <ul>
            {proposals.map(({ from, to, likeness }) => (
              <li key={`${from}\u0000${to}`}>
                <span>
                  <b>{from}</b> → <b>{to}</b>
                </span>
                <span
                  className="muted small"
                  title="By the values of rows with the same key, and by the names"
                >
                  {share(Math.round(likeness * 1000), 1000)} alike
                </span>
                <Button onClick={() => onRename([...applied, { from, to }])}>Compare as one column</Button>
              </li>
            ))}
          </ul>
          {proposals.length > 1 && (
            <Button
              look="primary"
              onClick={() => onRename([...applied, ...proposals.map(({ from, to }) => ({ from, to }))])}
            >
              Take all
            </Button>
          )}
        </section>
      )}
      <SmallTable label="Columns of both versions">
        <thead>
          <tr>
            <th aria-label="Change" className="compare-schema-sign" />
            <th>Column</th>
            <th>{a.reference}</th>
            <th>{b.reference}</th>
            <th>
              {rows.some(({ sign }) => sign !== '')
                ? 'What changed'
                : `No change in ${counted(rows.length, 'column')}`}
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={`${row.name}\u0000${row.sign}`} data-sign={row.sign}>
              <td className="compare-schema-sign">{row.sign}</td>
              <td title={row.name}>{row.from === undefined ? row.name : `${row.from} → ${row.name}`}</td>
              <td className="code" title={row.typeA}>
                {row.typeA === undefined ? <span className="muted">—</span> : typeWords(row.typeA)}
              </td>
              <td className="code" title={row.typeB}>
                {row.typeB === undefined ? <span className="muted">—</span> : typeWords(row.typeB)}
              </td>
              <td className="secondary">
                {row.words}
                {row.from !== undefined && (
                  <button
                    type="button"
                    className="link small compare-undo"
                    onClick={() => onRename(applied.filter(({ to }) => to !== row.name))}
                  >
                    Keep apart
                  </button>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </SmallTable>
    </div>
  )
}

function schemaRows({ shown }: OpenComparison): SchemaRow[] {
  return shown.map(({ name, type, side, key, from, typeA }) => {
    const isKey = key ? 'part of the key' : ''
    if (side === 'a') return { name, sign: '−', typeA: type, words: 'removed' }
    if (side === 'b') return { name, sign: '+', typeB: type, words: 'added' }
    const words = [
      ...(from === undefined ? [] : ['renamed']),
      ...(typeA === undefined ? [] : [`type changed, compared ${comparedAs(typeA, type)}`]),
      ...(isKey === '' ? [] : [isKey]),
    ]
    return {
      name,
      sign: from === undefined && typeA === undefined ? '' : '±',
      ...(from === undefined ? {} : { from }),
      typeA: typeA ?? type,
      typeB: type,
      words: words.join(' · '),
    }
  })
}

function comparedAs(typeA: string, typeB: string): string {
  return isNumeric(typeA) && isNumeric(typeB) ? 'as numbers' : 'as text'
}
