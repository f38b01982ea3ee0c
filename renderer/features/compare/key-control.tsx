import { ChevronDown } from 'lucide-react'
import { useState } from 'react'
import type { OpenComparison } from '../../../shared/contract/compare.ts'
import { Button } from '../../components/button.tsx'
import { Checkbox, TextInput } from '../../components/field.tsx'
import { counted } from '../../components/figures.ts'
import { Popover } from '../../components/popover.tsx'

/** Columns that are listed; others are reached by searching. */
const mostListed = 200

/** How rows find each other: the key, how good it is, and another one to choose. */
export function KeyControl({
  comparison,
  onKey,
  onShowBad,
}: {
  comparison: OpenComparison
  /** Undefined: let one be proposed. */
  onKey: (key: readonly string[] | undefined) => void
  onShowBad: () => void
}) {
  const [open, setOpen] = useState(false)
  const { keys } = comparison
  const name = keys.columns.length === 0 ? 'whole rows' : keys.columns.join(' + ')
  const bad = keys.duplicates.a + keys.duplicates.b + keys.nulls.a + keys.nulls.b
  return (
    <div className="compare-key">
      <span className="secondary small" id="compare-key-label">
        Key
      </span>
      <Popover
        label="Choose the key"
        open={open}
        onOpenChange={setOpen}
        trigger={
          <Button
            aria-describedby="compare-key-label"
            title={name}
            disabled={!comparison.shown.some(({ side }) => side === 'both')}
          >
            <span className="ellipsis compare-key-name">{name}</span>
            <ChevronDown size={13} aria-hidden="true" />
          </Button>
        }
      >
        <KeyChoice
          comparison={comparison}
          onChoose={(key) => {
            setOpen(false)
            onKey(key)
          }}
        />
      </Popover>
      <span className="muted small ellipsis" title={keys.explanation}>
        {keyWords(comparison)}
      </span>
      {bad > 0 && (
        <button type="button" className="link small" onClick={onShowBad}>
          show
        </button>
      )}
    </div>
  )
}

/** The key's quality in few words; the popover and the tip have the whole sentence. */
export function keyWords({ keys, a, b, shown }: OpenComparison): string {
  if (!shown.some(({ side }) => side === 'both')) return 'the versions have no column in common'
  if (keys.columns.length === 0) return 'no key: a row is the same, added or removed'
  const sides = (count: { readonly a: number; readonly b: number }, words: string) => {
    if (count.a === count.b) return `${counted(count.a, 'row')} ${words} on each side`
    const parts = [
      ...(count.a === 0 ? [] : [`${counted(count.a, 'row')} of v${a.version}`]),
      ...(count.b === 0 ? [] : [`${counted(count.b, 'row')} of v${b.version}`]),
    ]
    return `${parts.join(' and ')} ${words}`
  }
  const { duplicates, nulls } = keys
  return [
    duplicates.a + duplicates.b === 0 ? 'unique on both sides' : sides(duplicates, 'with a repeated key'),
    ...(nulls.a + nulls.b === 0 ? [] : [sides(nulls, 'without a key')]),
  ].join(' · ')
}

function KeyChoice({
  comparison,
  onChoose,
}: {
  comparison: OpenComparison
  onChoose: (key: readonly string[] | undefined) => void
}) {
  const { keys, shown } = comparison
  const [chosen, setChosen] = useState<readonly string[]>(keys.columns)
  const [search, setSearch] = useState('')
  const common = shown.filter(({ side }) => side === 'both')
  const found = common.filter(({ name }) => name.toLowerCase().includes(search.toLowerCase()))
  const toggle = (name: string) =>
    setChosen((before) => (before.includes(name) ? before.filter((one) => one !== name) : [...before, name]))
  return (
    <div className="compare-key-choice">
      <p className="small secondary">{keys.explanation}</p>
      {keys.candidates.length > 0 && (
        <div className="compare-key-candidates">
          <span className="small muted">Also unique</span>
          {keys.candidates.map((key) => (
            <Button key={key.join('\u0000')} onClick={() => onChoose(key)}>
              <span className="ellipsis">{key.join(' + ')}</span>
            </Button>
          ))}
        </div>
      )}
      <TextInput
        aria-label="Find a column"
        placeholder="Find a column"
        value={search}
        onChange={(event) => setSearch(event.target.value)}
      />
      <ul aria-label="Columns of the key">
        {found.slice(0, mostListed).map(({ name }) => (
          <li key={name}>
            <Checkbox checked={chosen.includes(name)} onCheck={() => toggle(name)}>
              {name}
            </Checkbox>
          </li>
        ))}
      </ul>
      {found.length > mostListed && (
        <p className="muted small">and {found.length - mostListed} more: search for them</p>
      )}
      <div className="compare-key-buttons">
        <Button look="ghost" onClick={() => onChoose(undefined)}>
          Propose one
        </Button>
        <Button look="ghost" onClick={() => onChoose([])}>
          Whole rows
        </Button>
        <Button look="primary" disabled={chosen.length === 0} onClick={() => onChoose(chosen)}>
          Compare
        </Button>
      </div>
    </div>
  )
}
