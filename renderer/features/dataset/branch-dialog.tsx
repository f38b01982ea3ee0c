import { useState } from 'react'
import type { FirnError } from '../../../shared/contract/errors.ts'
import type { VersionSummary } from '../../../shared/model/dataset.ts'
import { mainBranch, selectorNameProblem } from '../../../shared/model/names.ts'
import { formatReference } from '../../../shared/model/reference.ts'
import { useClient } from '../../client/client.tsx'
import { asFirnError } from '../../client/use-answer.ts'
import { Button } from '../../components/button.tsx'
import { Dialog } from '../../components/dialog.tsx'
import { Checkbox, Field, TextInput } from '../../components/field.tsx'
import { ErrorPanel } from '../../components/states.tsx'
import { toast } from '../../components/toast/announcements.ts'
import { refreshCatalogue, useDataset } from '../../workbench/catalogue.ts'
import { CommandLine } from '../../workbench/command/command-line.tsx'
import { quotedWord } from '../../workbench/command/command-text.ts'

/** Begins a line of versions beside main. */
export function BranchDialog({
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
  const [switching, setSwitching] = useState(true)
  const [error, setError] = useState<FirnError>()
  const [busy, setBusy] = useState(false)
  const reference = formatReference(dataset, version.version)
  const taken =
    name === mainBranch ||
    [...(summary?.tags ?? []), ...(summary?.branches ?? [])].some((one) => one.name === name)
  const problem =
    name === ''
      ? undefined
      : (selectorNameProblem(name) ?? (taken ? `${dataset} has a tag or branch of that name` : undefined))
  const ready = name !== '' && problem === undefined && !busy

  const make = async () => {
    if (!ready) return
    setBusy(true)
    setError(undefined)
    try {
      await client.call('branch.make', { reference, name })
      if (switching) await client.call('branch.switch', { dataset, branch: name })
      await refreshCatalogue(client)
      toast('good', `${dataset}@${name} begins at v${version.version}`)
      onClose()
    } catch (thrown) {
      setError(asFirnError(thrown))
      setBusy(false)
    }
  }
  return (
    <Dialog
      title={`Branch at v${version.version}`}
      description={version.message}
      onClose={onClose}
      onSubmit={() => void make()}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" look="primary" disabled={!ready}>
            Make branch
          </Button>
        </>
      }
    >
      <Field
        label="Name"
        problem={problem}
        hint={`${dataset} still means the newest version of main; ${dataset}@${name === '' ? 'name' : name} means the newest of the branch`}
      >
        {(ids) => (
          <TextInput
            {...ids}
            autoFocus
            placeholder="cleanup"
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
        )}
      </Field>
      <Field label="Switch">
        {(ids) => (
          <Checkbox {...ids} checked={switching} onCheck={setSwitching}>
            New versions go onto it, whoever takes them
          </Checkbox>
        )}
      </Field>
      <Field label="As command">
        {() => (
          <CommandLine
            command={`firn branch ${reference} ${name === '' ? 'NAME' : quotedWord(name)}${switching ? ' --switch' : ''}`}
          />
        )}
      </Field>
      {error !== undefined && <ErrorPanel error={error} />}
    </Dialog>
  )
}
