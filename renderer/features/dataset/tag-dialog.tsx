import { useState } from 'react'
import type { VersionSummary } from '../../../shared/model/dataset.ts'
import { selectorNameProblem } from '../../../shared/model/names.ts'
import { useClient } from '../../client/client.tsx'
import { useAct } from '../../client/use-act.ts'
import { Button } from '../../components/button.tsx'
import { Dialog } from '../../components/dialog.tsx'
import { Field, TextInput } from '../../components/field.tsx'
import { ErrorPanel } from '../../components/states.tsx'
import { toast } from '../../components/toast/announcements.ts'
import { CommandLine } from '../../workbench/command/command-line.tsx'
import { quotedWord } from '../../workbench/command/command-text.ts'
import { refreshCatalogue, useDataset } from '../../workbench/catalogue.ts'

/** Gives a version a name, moves a name to it, or takes one away. */
export function TagDialog({
  dataset,
  version,
  onClose,
}: {
  dataset: string
  version: VersionSummary
  onClose: () => void
}) {
  const client = useClient()
  const summary = useDataset(dataset)
  const [name, setName] = useState('')
  const { busy, error, act } = useAct()
  const problem = name === '' ? undefined : selectorNameProblem(name)
  const elsewhere = summary?.tags.find((tag) => tag.name === name && tag.version !== version.version)
  const reference = `${dataset}@v${version.version}`

  const change = (work: () => Promise<string>) =>
    act(async () => {
      const said = await work()
      await refreshCatalogue(client)
      toast('good', said)
      onClose()
    })
  const set = () => {
    if (name === '' || problem !== undefined) return
    void change(async () => {
      await client.call('tag.set', { reference, name })
      return `${reference} is now ${dataset}@${name}`
    })
  }
  return (
    <Dialog
      title={`Tag v${version.version}`}
      description={version.message}
      onClose={onClose}
      onSubmit={set}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" look="primary" disabled={busy || name === '' || problem !== undefined}>
            Tag
          </Button>
        </>
      }
    >
      <Field
        label="Name"
        problem={problem}
        hint={
          elsewhere === undefined
            ? 'A tagged version cannot expire'
            : `Moves from v${elsewhere.version}, which loses it`
        }
      >
        {(ids) => (
          <TextInput
            {...ids}
            autoFocus
            placeholder="prod"
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
        )}
      </Field>
      {version.tags.length > 0 && (
        <Field label="Has">
          {() => (
            <span className="tag-list">
              {version.tags.map((tag) => (
                <Button
                  key={tag}
                  onClick={() =>
                    void change(async () => {
                      await client.call('tag.remove', { dataset, name: tag })
                      return `${reference} is no longer ${tag}`
                    })
                  }
                >
                  {tag} <span className="muted">remove</span>
                </Button>
              ))}
            </span>
          )}
        </Field>
      )}
      <Field label="As command">
        {() => <CommandLine command={`firn tag ${reference} ${name === '' ? 'NAME' : quotedWord(name)}`} />}
      </Field>
      {error !== undefined && <ErrorPanel error={error} />}
    </Dialog>
  )
}
