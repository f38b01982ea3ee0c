import { useRef, useState } from 'react'
import type { VersionSummary } from '../../../shared/model/dataset.ts'
import type { Progress } from '../../../shared/model/job.ts'
import { formatReference } from '../../../shared/model/reference.ts'
import { useClient } from '../../client/client.tsx'
import { isDesktop } from '../../client/host.ts'
import { useAct } from '../../client/use-act.ts'
import { Button } from '../../components/button.tsx'
import { Dialog } from '../../components/dialog.tsx'
import { Field, TextInput } from '../../components/field.tsx'
import { bytes, counted } from '../../components/figures.ts'
import { ErrorPanel, ProgressBar } from '../../components/states.tsx'
import { toast } from '../../components/toast/announcements.ts'
import { CommandLine } from '../../workbench/command/command-line.tsx'
import { quotedWord } from '../../workbench/command/command-text.ts'

/** Writes the files of a version, byte for byte, into a folder of the person's. */
export function CheckoutDialog({
  dataset,
  version,
  onClose,
}: {
  dataset: string
  version: VersionSummary
  onClose: () => void
}) {
  const client = useClient()
  const ownName = `${dataset}-v${version.version}`
  const [folder, setFolder] = useState(isDesktop() ? '' : ownName)
  const [progress, setProgress] = useState<Progress>()
  const { busy, error, act, fail } = useAct()
  const running = useRef<AbortController>(undefined)
  const reference = formatReference(dataset, version.version)

  const checkOut = () => {
    if (folder === '') return
    void act(async () => {
      const controller = new AbortController()
      running.current = controller
      setProgress({ done: 0, total: version.bytes, unit: 'bytes' })
      const done = await client.call(
        'snapshot.checkOut',
        { reference, folder },
        { signal: controller.signal, onProgress: setProgress },
      )
      toast('good', `Wrote ${counted(done.files, 'file')} of ${done.reference} to ${done.folder}`)
      onClose()
    })
  }
  const choose = () => {
    client
      .callHost('host.chooseFolder', { title: `Folder for ${reference}`, create: true })
      .then(({ paths: [chosen] }) => chosen !== undefined && setFolder(inside(chosen, ownName)), fail)
  }
  const cancel = () => {
    running.current?.abort()
    onClose()
  }
  return (
    <Dialog
      title={`Check out v${version.version}`}
      description={`${counted(version.files, 'file')} · ${bytes(version.bytes)}`}
      onClose={cancel}
      onSubmit={checkOut}
      note={
        busy &&
        progress !== undefined && (
          <span>
            <ProgressBar label="Checking out" done={progress.done} total={progress.total} />{' '}
            {bytes(progress.done)}
          </span>
        )
      }
      actions={
        <>
          <Button onClick={cancel}>Cancel</Button>
          <Button type="submit" look="primary" disabled={busy || folder === ''}>
            Check out
          </Button>
        </>
      }
    >
      <Field label="Folder" hint="A new or an empty one: nothing is written over">
        {(ids) => (
          <span className="field-with-button">
            <TextInput
              {...ids}
              autoFocus
              placeholder={isDesktop() ? 'choose where it should lie' : ownName}
              value={folder}
              onChange={(event) => setFolder(event.target.value)}
            />
            {isDesktop() && <Button onClick={choose}>Choose…</Button>}
          </span>
        )}
      </Field>
      <Field label="As command">
        {() => (
          <CommandLine
            command={`firn checkout ${quotedWord(reference)} ${folder === '' ? 'DIR' : quotedWord(folder)}`}
          />
        )}
      </Field>
      {error !== undefined && <ErrorPanel error={error} />}
    </Dialog>
  )
}

/** A folder of its own inside the chosen one, in the way of writing of the system that the path is of. */
function inside(folder: string, name: string): string {
  const separator = folder.includes('\\') ? '\\' : '/'
  return folder.endsWith(separator) ? folder + name : folder + separator + name
}
