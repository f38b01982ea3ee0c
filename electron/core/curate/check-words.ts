import type { FreezeCheck } from '../../../shared/model/receipt.ts'

/** One check of a plan. `found` counts what the text speaks of. */
export function check(name: string, state: FreezeCheck['state'], text: string, found?: number): FreezeCheck {
  return { name, state, text, ...(found === undefined ? {} : { count: found }) }
}

/** `1 row`, `1,204 rows`. */
export function rows(value: number): string {
  return `${count(value)} ${value === 1 ? 'row' : 'rows'}`
}

/** `1 class has`, `12 classes have`. */
export function classesText(value: number): string {
  return value === 1 ? '1 class has' : `${count(value)} classes have`
}

/** `1,204`. */
export function count(value: number): string {
  return value.toLocaleString('en-US')
}

/** `a, b, c`. */
export function list(items: readonly string[]): string {
  return items.join(', ')
}
