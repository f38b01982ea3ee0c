import { Copy } from 'lucide-react'
import { Fragment } from 'react'
import { IconButton } from '../../components/button.tsx'
import { copyText } from '../../components/toast/announcements.ts'
import './command-line.css'

/** What is about to be done, as a command to copy. */
export function CommandLine({ label = 'As command', command }: { label?: string; command: string }) {
  return (
    <div className="command-line">
      <output className="code" aria-label={label}>
        {command.split(/ (?=--?[a-z])/).map((part, position) => (
          // Options stay whole where there is room; a line never ends between two hyphens.
          <Fragment key={position}>
            {position === 0 ? '' : ' '}
            <span>{part}</span>
          </Fragment>
        ))}
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
