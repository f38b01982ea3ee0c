import { ListOrdered } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { Button, IconButton } from '../../components/button.tsx'
import { TextInput } from '../../components/field.tsx'
import { count } from '../../components/figures.ts'
import { Popover } from '../../components/popover.tsx'

/** Jumps to a row by its number. */
export function GoToRow({ rows, onGo }: { rows: number | undefined; onGo: (row: number) => void }) {
  const [open, setOpen] = useState(false)
  const [text, setText] = useState('')
  const go = (event: FormEvent) => {
    event.preventDefault()
    const row = Number(text.replace(/\D/g, ''))
    if (row < 1) return
    setOpen(false)
    onGo(row - 1)
  }
  return (
    <Popover
      open={open}
      onOpenChange={setOpen}
      label="Go to row"
      align="end"
      trigger={
        <IconButton label="Go to row">
          <ListOrdered size={15} aria-hidden="true" />
        </IconButton>
      }
    >
      <form className="go-to-row" onSubmit={go}>
        <TextInput
          autoFocus
          inputMode="numeric"
          aria-label="Row number"
          placeholder={rows === undefined ? 'Row number' : `1 to ${count(rows)}`}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        <Button type="submit" look="primary">
          Go
        </Button>
      </form>
    </Popover>
  )
}
