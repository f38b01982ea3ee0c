import type { Receipt } from '../../../shared/model/receipt.ts'
import { count, counted } from '../../components/figures.ts'
import { className } from './class-columns.ts'

/** A receipt as a text to paste into a report or a model card. */
export function receiptText(reference: string, receipt: Receipt): string {
  const { rows, seed, rule, inputs, splits, id, content, where, dedupe, duplicates, checks, message } =
    receipt
  const lines = [
    `Training set ${reference}${message === '' ? '' : `: ${message}`}`,
    `id ${id}`,
    `content ${content}`,
    `made from ${inputs.map((input) => `${input.dataset}@v${input.version} (${input.id.slice(0, 12)})`).join(', ')}`,
    `${counted(rows.kept, 'row')} of ${count(rows.source)}${where === undefined || where === '' ? '' : `, only where ${where}`}${
      dedupe === 'exact' ? `, ${counted(duplicates.removed, 'exact duplicate')} removed` : ''
    }`,
    `seed ${seed}${rule.stratify === undefined ? '' : `, stratified by ${rule.stratify}`}`,
    ...Object.entries(splits).map(
      ([name, { rows: of, classes }]) =>
        `  ${name}: ${counted(of, 'row')}${classes.length === 0 ? '' : ` (${classes.map((one) => `${className(one.value)} ${count(one.rows)}`).join(', ')})`}`,
    ),
    ...checks.map(({ state, name, text }) => `  ${state}: ${name}, ${text}`),
  ]
  return lines.join('\n')
}
