import type { ColumnDifference, Comparison } from '../../shared/model/difference.ts'
import { columns, count, counted, localTime } from './format.ts'

/** Changed columns that a terminal shows; `--json` and `-o` have all. */
const mostColumns = 12

/** A comparison as a person reads it: what is compared, counts, key, schema, the columns that changed most. */
export function comparisonText(comparison: Comparison, statistics: readonly ColumnDifference[]): string {
  const { rows, cells, keys, equal } = comparison
  const counts = [
    `+ ${count(rows.added)} added`,
    `- ${count(rows.removed)} removed`,
    `~ ${count(rows.changed)} changed (${counted(cells.changed, 'cell')})`,
    `= ${count(rows.same)} same`,
  ].join('   ')
  const blocks = [
    sidesText(comparison),
    equal
      ? `The same content: all ${counted(rows.same, 'row')} are equal.`
      : `${counts}\nKey: ${keyText(keys)}`,
    schemaText(comparison.schema),
    columnsText(comparison.columns, statistics, rows.changed),
  ]
  return blocks.filter((block) => block !== '').join('\n\n')
}

/** Names of the columns that the text tells figures of. */
export function mostChanged(differences: readonly ColumnDifference[]): string[] {
  const changed = differences.filter((column) => column.changed > 0)
  const sorted = changed.sort((one, other) => other.changed - one.changed)
  return sorted.slice(0, mostColumns).map(({ name }) => name)
}

function sidesText({ a, b }: Comparison): string {
  const row = (sign: string, side: Comparison['a']) => [
    sign,
    side.reference,
    counted(side.rows, 'row'),
    localTime(side.time),
    side.message,
  ]
  return columns([row('a', a), row('b', b)])
}

function keyText({ columns: names, source, explanation, candidates }: Comparison['keys']): string {
  const origin = source === 'none' ? 'none' : `${names.join(', ')} (${source})`
  const others = candidates.map((key) => key.join(', ')).join('; ')
  return `${origin}. ${explanation}${others === '' ? '' : ` Also unique: ${others}.`}`
}

function schemaText({ added, removed, retyped, renamed }: Comparison['schema']): string {
  return columns([
    ...added.map(({ name, type }) => ['+', name, type, 'new column']),
    ...removed.map(({ name, type }) => ['-', name, type, 'column gone']),
    ...retyped.map(({ name, from, to }) => ['~', name, `${from} -> ${to}`, 'other type']),
    ...renamed.map(({ from, to, likeness, applied }) => [
      applied ? '~' : '?',
      `${from} -> ${to}`,
      `likeness ${likeness.toFixed(2)}`,
      applied ? 'renamed' : 'perhaps renamed; compare them with --rename auto',
    ]),
  ])
}

function columnsText(
  differences: readonly ColumnDifference[],
  statistics: readonly ColumnDifference[],
  changedRows: number,
): string {
  const changed = differences.filter((column) => column.changed > 0)
  if (changed.length === 0) return ''
  const named = new Map(statistics.map((column) => [column.name, column]))
  const most = mostChanged(differences).flatMap((name) => named.get(name) ?? [])
  const more = changed.length - most.length
  const share = (cells: number) => `${((100 * cells) / Math.max(1, changedRows)).toFixed(0)} %`
  const figure = ({ a, b }: ColumnDifference) =>
    a?.mean === undefined || b?.mean === undefined
      ? ''
      : `mean ${Number(a.mean.toPrecision(6))} -> ${Number(b.mean.toPrecision(6))}`
  const drift = (column: ColumnDifference) =>
    column.drift === undefined ? '' : `drift ${column.drift.toFixed(3)}`
  const list = most.map((column) => [
    column.name,
    column.changed,
    share(column.changed),
    drift(column),
    figure(column),
  ])
  return `Changed cells by column, and their share of the changed rows:\n${columns(list)}${
    more === 0 ? '' : `\n… and ${counted(more, 'more column')}`
  }`
}
