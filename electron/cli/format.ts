export { sizeText as bytes } from '../../shared/model/size-text.ts'

/** A whole number with separators: `1,204,331`. */
export function count(value: number): string {
  return value.toLocaleString('en-US')
}

/** Text for a terminal: names and messages of data cannot move its cursor or change its colours. */
export function printable(text: string): string {
  return text.replace(
    /\r(?!\n)|[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/g,
    (character) => `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`,
  )
}

/** `1 row`, `2 rows`. */
export function counted(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`
}

/** A time of the log as people read it, in the machine's zone. */
export function localTime(iso: string): string {
  const time = new Date(iso)
  if (Number.isNaN(time.getTime())) return iso
  const two = (value: number) => String(value).padStart(2, '0')
  return `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())} ${two(time.getHours())}:${two(time.getMinutes())}`
}

/** Text in columns. Numbers (given as such) are right-aligned. */
export function columns(rows: readonly (readonly (string | number)[])[]): string {
  const widths: number[] = []
  for (const row of rows)
    for (const [index, cell] of row.entries())
      widths[index] = Math.max(widths[index] ?? 0, shown(cell).length)
  return rows
    .map((row) =>
      row
        .map((cell, index) =>
          typeof cell === 'number'
            ? shown(cell).padStart(widths[index] ?? 0)
            : shown(cell).padEnd(widths[index] ?? 0),
        )
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

function shown(cell: string | number): string {
  return typeof cell === 'number' ? count(cell) : cell
}

/** One line of at most 60 characters: nested types can fill a page. */
export function shortened(text: string): string {
  return text.length > 60 ? `${text.slice(0, 59)}…` : text
}
