import type { ReactNode } from 'react'
import type { ReadOptions } from '../../../shared/model/table.ts'

/** Lines shown above the table. */
const shownLines = 4
/** Longer lines are cut: this is to recognise fields, not to read them. */
const longestLine = 600
const colours = 5

/** The first lines as they are, with the fields of a log coloured. */
export function RawLines({ lines, options }: { lines: readonly string[]; options: ReadOptions }) {
  if (lines.length === 0) return null
  const expression =
    options.kind === 'log' && options.expression !== '' ? fieldExpression(options.expression) : undefined
  return (
    <div className="raw-lines" role="group" aria-label="First lines as they are">
      {lines.slice(0, shownLines).map((line, position) => {
        const key = `${position}:${line}`
        return (
          <div key={key}>
            {expression === undefined
              ? line.slice(0, longestLine)
              : coloured(line.slice(0, longestLine), expression)}
          </div>
        )
      })}
    </div>
  )
}

/** The expression with the places of its groups; the engine has read the files with it, so it ends. */
function fieldExpression(expression: string): RegExp | undefined {
  try {
    return new RegExp(expression, 'd')
  } catch {
    return undefined
  }
}

function coloured(line: string, expression: RegExp): ReactNode {
  const places = Object.entries(expression.exec(line)?.indices?.groups ?? {})
    .flatMap(([name, place]) =>
      (place as [number, number] | undefined) === undefined ? [] : [{ name, from: place[0], to: place[1] }],
    )
    .sort((a, b) => a.from - b.from)
  const parts: ReactNode[] = []
  let at = 0
  for (const [position, { name, from, to }] of places.entries()) {
    if (from < at) continue
    parts.push(
      line.slice(at, from),
      <mark key={name} data-field={position % colours} title={name}>
        {line.slice(from, to)}
      </mark>,
    )
    at = to
  }
  return [...parts, line.slice(at)]
}
