import { Copy } from 'lucide-react'
import { Fragment } from 'react'
import { IconButton } from '../../components/button.tsx'
import { copyText } from '../../components/toast/announcements.ts'
import './command-line.css'

/** What is about to be done, as a command to copy. */
export function CommandLine({ label = 'As command', command }: { label?: string; command: string }) {
  // Options stay whole where there is room; a line never ends between two hyphens.
  const parts = command.split(/ (?=--?[a-z])/).map((part, position) => {
    const key = `${position}`
    return (
      <Fragment key={key}>
        {position === 0 ? '' : ' '}
        <span>{part}</span>
      </Fragment>
    )
  })
  return (
    <div className="command-line">
      <output className="code" aria-label={label}>
        {parts}
      </output>
      <IconButton
        label={`Copy ${label === 'As command' ? 'command' : label}`}
        onClick={() => void copyText(command, 'command')}
      >
        <Copy size={13} aria-hidden="true" />
      </IconButton>
    </div>
  )
}
