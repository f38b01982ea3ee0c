import type { FreezeCheck } from '../../../shared/model/receipt.ts'
import { count } from '../../components/figures.ts'

const signs = { pass: '✓', warn: '!', fail: '×' } as const
const words = { pass: 'passed', warn: 'warning', fail: 'failed' } as const

/** What was looked at before freezing: what fails first, what passes last. */
export function CheckList({ checks }: { checks: readonly FreezeCheck[] }) {
  const order = { fail: 0, warn: 1, pass: 2 } as const
  const sorted = [...checks].sort((a, b) => order[a.state] - order[b.state])
  return (
    <ul className="check-list" aria-label="Checks">
      {sorted.map(({ name, state, text, count: of }) => (
        <li key={name} data-state={state}>
          <span className="check-sign" aria-hidden="true">
            {signs[state]}
          </span>
          <span>
            <b>{title(name)}</b>
            <span className="visually-hidden"> {words[state]}</span>
            <span className="secondary">{text}</span>
          </span>
          <span className="muted">
            {state === 'pass'
              ? of === undefined
                ? ''
                : count(of)
              : `${words[state]}${of === undefined ? '' : ` · ${count(of)}`}`}
          </span>
        </li>
      ))}
    </ul>
  )
}

/** `3 passed, 1 warning`. */
export function checkSummary(checks: readonly FreezeCheck[]): string {
  const of = (state: FreezeCheck['state']) => checks.filter((one) => one.state === state).length
  const parts = [
    of('fail') > 0 ? `${of('fail')} failed` : '',
    of('warn') > 0 ? `${of('warn')} ${of('warn') === 1 ? 'warning' : 'warnings'}` : '',
    of('pass') > 0 ? `${of('pass')} passed` : '',
  ]
  return parts.filter((part) => part !== '').join(', ')
}

function title(name: string): string {
  const plain = /^[a-z0-9]+(-[a-z0-9]+)*$/.test(name) ? name.replaceAll('-', ' ') : name
  return plain.charAt(0).toUpperCase() + plain.slice(1)
}
