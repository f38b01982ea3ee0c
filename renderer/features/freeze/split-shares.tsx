import { Plus, X } from 'lucide-react'
import { useState } from 'react'
import type { SplitShare } from '../../../shared/model/receipt.ts'
import { Button, IconButton } from '../../components/button.tsx'
import { TextInput } from '../../components/field.tsx'
import { withoutSplit, withShare, withSplit } from './shares.ts'

/** Narrower parts show nothing, narrow ones only their figure. */
const roomForFigure = 7
const roomForName = 22

/** The splits as one bar. */
export function SplitBar({ shares }: { shares: readonly SplitShare[] }) {
  const words = shares.map(({ name, share }) => `${name} ${share} %`).join(', ')
  return (
    <div className="split-bar" role="img" aria-label={words} title={words}>
      {shares.map(({ name, share }, position) => {
        const key = `${position}`
        return (
          <i key={key} data-part={position % 4} style={{ width: `${share}%` }}>
            {share >= roomForName ? `${name} ${share} %` : share >= roomForFigure ? share : ''}
          </i>
        )
      })}
    </div>
  )
}

/** Names and shares to change; what one split gains, the others give. */
export function SplitShares({
  shares,
  onShares,
}: {
  shares: readonly SplitShare[]
  onShares: (shares: readonly SplitShare[]) => void
}) {
  return (
    <div className="split-shares" role="group" aria-label="Splits">
      {shares.map(({ name, share }, position) => {
        const place = `${position}`
        return (
          <div key={place} className="split-share">
            <i data-part={position % 4} aria-hidden="true" />
            <TextInput
              aria-label={`Name of split ${position + 1}`}
              value={name}
              onChange={(event) =>
                onShares(
                  shares.map((one, at) => (at === position ? { ...one, name: event.target.value } : one)),
                )
              }
            />
            <ShareInput
              label={`Share of ${name} in percent`}
              share={share}
              onShare={(next) => onShares(withShare(shares, position, next))}
            />
            <span className="muted small">%</span>
            <IconButton
              label={`Remove ${name}`}
              disabled={shares.length === 1}
              onClick={() => onShares(withoutSplit(shares, position))}
            >
              <X size={12} aria-hidden="true" />
            </IconButton>
          </div>
        )
      })}
      <Button look="ghost" onClick={() => onShares(withSplit(shares))}>
        <Plus size={12} aria-hidden="true" /> Add split
      </Button>
    </div>
  )
}

/** A number that takes effect while it is typed, but is written as typed until the field is left. */
function ShareInput({
  label,
  share,
  onShare,
}: {
  label: string
  share: number
  onShare: (share: number) => void
}) {
  const [typed, setTyped] = useState<string>()
  return (
    <TextInput
      type="number"
      min={0.1}
      max={100}
      step="any"
      aria-label={label}
      value={typed ?? String(share)}
      onBlur={() => setTyped(undefined)}
      onChange={(event) => {
        setTyped(event.target.value)
        const next = event.target.valueAsNumber
        if (Number.isFinite(next) && next > 0) onShare(next)
      }}
    />
  )
}
