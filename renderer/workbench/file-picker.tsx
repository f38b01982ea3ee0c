import { ArrowUp, File, Folder } from 'lucide-react'
import { type KeyboardEvent, useEffect, useState } from 'react'
import type { FolderListing } from '../../shared/contract/ingest.ts'
import { useClient } from '../client/client.tsx'
import type { Connection } from '../client/connection.ts'
import { isDesktop } from '../client/host.ts'
import { asFirnError, useAnswer } from '../client/use-answer.ts'
import { Button, IconButton } from '../components/button.tsx'
import { Dialog } from '../components/dialog.tsx'
import { TextInput } from '../components/field.tsx'
import { bytes } from '../components/figures.ts'
import { ErrorPanel, Skeleton } from '../components/states.tsx'
import { toast } from '../components/toast/announcements.ts'
import { CommandLine } from './command/command-line.tsx'
import { quotedWord } from './command/command-text.ts'
import { type Choosing, stopChoosing, useChoosing } from './choosing.ts'
import { openData } from './open.ts'
import { openStore } from './session.ts'
import './file-picker.css'

const titles = {
  sources: 'Open data',
  files: 'Open data',
  store: 'Open a store',
  'new-store': 'New store',
} as const

/** Chooses files, folders or a store on the machine where the engine runs. Mounted once. */
export function FilePicker() {
  const wanted = useChoosing((state) => state.wanted)
  if (wanted === undefined) return null
  return isDesktop() ? <SystemDialog key={wanted} wanted={wanted} /> : <Picker key={wanted} wanted={wanted} />
}

/** Takes what was chosen to where it is shown. */
function take(client: Connection, wanted: Choosing, paths: readonly string[]): void {
  const [first] = paths
  if (first === undefined) return
  if (wanted === 'sources' || wanted === 'files') void openData(client, paths)
  else void openStore(client, first, wanted === 'new-store')
}

/** Draws nothing: the desktop shows the system's own dialog. */
function SystemDialog({ wanted }: { wanted: Choosing }) {
  const client = useClient()
  useEffect(() => {
    const title = titles[wanted]
    const choosing =
      wanted === 'files'
        ? client.callHost('host.chooseFiles', { title })
        : client.callHost('host.chooseFolder', { title, create: wanted === 'new-store' })
    choosing.then(
      ({ paths }) => {
        stopChoosing()
        take(client, wanted, paths)
      },
      (error: unknown) => {
        stopChoosing()
        toast('bad', asFirnError(error).message)
      },
    )
  }, [client, wanted])
  return null
}

/** What comes to the same on the command line. */
function commandOf(wanted: Choosing, paths: readonly string[]): string {
  const words = paths.length === 0 ? 'PATH' : paths.map(quotedWord).join(' ')
  if (wanted === 'sources' || wanted === 'files') return `firn inspect ${words}`
  return `firn ${wanted === 'new-store' ? 'init' : 'list'} --store ${words}`
}

function Picker({ wanted }: { wanted: Choosing }) {
  const client = useClient()
  const [folder, setFolder] = useState<string>()
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const [name, setName] = useState('')
  const { data, error, loading, reload } = useAnswer('files.list', folder === undefined ? {} : { folder })
  const here = data?.folder ?? folder ?? ''
  const go = (to: string) => {
    setFolder(to)
    setChosen(new Set())
  }
  const toggle = (path: string, alone: boolean) =>
    setChosen((before) => {
      const next = new Set(alone ? [] : before)
      if (before.has(path) && !alone) next.delete(path)
      else next.add(path)
      return next
    })
  const result = (): string[] => {
    if (wanted === 'new-store') return name === '' ? [] : [`${here.replace(/\/$/, '')}/${name}`]
    return chosen.size > 0 ? [...chosen] : here === '' ? [] : [here]
  }
  const accept = () => {
    const paths = result()
    if (paths.length === 0) return
    stopChoosing()
    take(client, wanted, paths)
  }
  const onKey = (event: KeyboardEvent<HTMLButtonElement>, entry: FolderListing['entries'][number]) => {
    if (event.key === 'ArrowRight' && entry.kind === 'folder') go(entry.path)
    if (event.key === 'ArrowLeft' && data?.parent !== undefined) go(data.parent)
    const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
    if (by === 0) return
    event.preventDefault()
    const buttons = [...(event.currentTarget.closest('ul')?.querySelectorAll('button') ?? [])]
    buttons[Math.max(0, Math.min(buttons.length - 1, buttons.indexOf(event.currentTarget) + by))]?.focus()
  }
  const note =
    wanted === 'new-store'
      ? name === ''
        ? 'A store is a folder of its own'
        : result()[0]
      : chosen.size === 0
        ? here === ''
          ? 'Choose files or a folder'
          : 'The whole folder'
        : chosen.size === 1
          ? [...chosen][0]
          : `${chosen.size} chosen`
  return (
    <Dialog
      title={titles[wanted]}
      width="wide"
      flush
      onClose={stopChoosing}
      onSubmit={accept}
      note={<span className="ellipsis">{note}</span>}
      actions={
        <>
          <Button onClick={stopChoosing}>Cancel</Button>
          <Button type="submit" look="primary" disabled={result().length === 0}>
            {wanted === 'new-store' ? 'Make store' : 'Open'}
          </Button>
        </>
      }
    >
      <div className="toolbar">
        <IconButton
          label="Up"
          disabled={data?.parent === undefined}
          onClick={() => data?.parent !== undefined && go(data.parent)}
        >
          <ArrowUp size={14} aria-hidden="true" />
        </IconButton>
        <span className="code ellipsis" aria-label="Folder">
          {here === '' ? 'Places that may be read' : here}
        </span>
        {wanted === 'new-store' && (
          <div className="toolbar-end">
            <TextInput
              aria-label="Name of the new store"
              placeholder="name of the new store"
              value={name}
              onChange={(event) => setName(event.target.value)}
            />
          </div>
        )}
      </div>
      {error !== undefined && <ErrorPanel error={error} onRetry={reload} />}
      {data === undefined && loading && <Skeleton lines={5} />}
      <ul className="file-list" aria-label="Files">
        {data?.entries
          .filter((entry) => entry.kind === 'folder' || wanted === 'sources' || wanted === 'files')
          .map((entry) => (
            <li key={entry.path}>
              <button
                type="button"
                aria-pressed={chosen.has(entry.path)}
                onClick={(event) => toggle(entry.path, !(event.ctrlKey || event.metaKey || event.shiftKey))}
                onDoubleClick={() => (entry.kind === 'folder' ? go(entry.path) : accept())}
                onKeyDown={(event) => onKey(event, entry)}
              >
                {entry.kind === 'folder' ? (
                  <Folder size={14} aria-label="folder" />
                ) : (
                  <File size={14} aria-label="file" />
                )}
                <span className="ellipsis">{entry.name}</span>
                {entry.kind === 'file' && <span className="muted">{bytes(entry.bytes)}</span>}
              </button>
            </li>
          ))}
        {data?.entries.length === 0 && <li className="muted file-list-empty">This folder is empty</li>}
      </ul>
      <div className="file-command">
        <CommandLine command={commandOf(wanted, result())} />
      </div>
    </Dialog>
  )
}
