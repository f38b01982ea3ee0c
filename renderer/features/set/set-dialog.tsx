import { useState } from 'react'
import type { FirnError } from '../../../shared/contract/errors.ts'
import { nameProblem, selectorNameProblem } from '../../../shared/model/names.ts'
import { useClient } from '../../client/client.tsx'
import { asFirnError } from '../../client/use-answer.ts'
import { Button } from '../../components/button.tsx'
import { Dialog } from '../../components/dialog.tsx'
import { Field, TextInput } from '../../components/field.tsx'
import { counted } from '../../components/figures.ts'
import { ErrorPanel } from '../../components/states.tsx'
import { toast } from '../../components/toast/announcements.ts'
import { refreshCatalogue, useDataset } from '../../workbench/catalogue.ts'
import { CommandLine } from '../../workbench/command/command-line.tsx'
import { quotedWord, withOptions } from '../../workbench/command/command-text.ts'
import { openDataset } from '../../workbench/open.ts'
import { MemberChoice } from './member-choice.tsx'
import { type ChosenMembers, type MakingSet, memberReferences, stopMakingSet } from './making.ts'
import './set.css'

/** Holds versions of several datasets together as one version of a set. */
export function SetDialog({ began }: { began: MakingSet }) {
  const client = useClient()
  const [name, setName] = useState(began.name ?? '')
  const [members, setMembers] = useState<ChosenMembers>(began.members)
  const [message, setMessage] = useState('')
  const [tag, setTag] = useState('')
  const [error, setError] = useState<FirnError>()
  const [busy, setBusy] = useState(false)
  const there = useDataset(name)
  const references = memberReferences(members)
  const problem =
    name === ''
      ? undefined
      : (nameProblem(name) ??
        (there !== undefined && there.kind !== 'set' ? `${name} is a dataset of another kind` : undefined))
  const tagProblem = tag === '' ? undefined : selectorNameProblem(tag)
  const ready =
    name !== '' && problem === undefined && tagProblem === undefined && references.length > 0 && !busy

  const make = async () => {
    if (!ready) return
    setBusy(true)
    setError(undefined)
    try {
      const made = await client.call('set.make', {
        dataset: name,
        members: references,
        ...(message === '' ? {} : { message }),
        ...(tag === '' ? {} : { tag }),
      })
      await refreshCatalogue(client)
      if (made.changed)
        toast('good', `Made ${name} v${made.version} of ${counted(references.length, 'snapshot')}`)
      else toast('info', `Nothing is new: v${made.version} holds the same`)
      openDataset(name, { section: 'members' })
      stopMakingSet()
    } catch (thrown) {
      setError(asFirnError(thrown))
      setBusy(false)
    }
  }
  return (
    <Dialog
      title={began.name === undefined ? 'New set' : 'New version of a set'}
      description={`${name === '' ? 'a set' : name} v${(there?.versions ?? 0) + 1}`}
      width="wide"
      onClose={stopMakingSet}
      onSubmit={() => void make()}
      note="No data is copied, and what a set holds does not expire"
      actions={
        <>
          <Button onClick={stopMakingSet}>Cancel</Button>
          <Button type="submit" look="primary" disabled={!ready}>
            {references.length === 0 ? 'Make set' : `Make set of ${references.length}`}
          </Button>
        </>
      }
    >
      <Field label="Name" problem={problem}>
        {(ids) => (
          <TextInput
            {...ids}
            autoFocus={began.name === undefined}
            readOnly={began.name !== undefined}
            placeholder="release-1"
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
        )}
      </Field>
      <MemberChoice set={name} members={members} onMembers={setMembers} />
      <Field label="Message">
        {(ids) => (
          <TextInput
            {...ids}
            autoFocus={began.name !== undefined}
            placeholder="What it is for"
            value={message}
            onChange={(event) => setMessage(event.target.value)}
          />
        )}
      </Field>
      <Field label="Tag" problem={tagProblem}>
        {(ids) => <TextInput {...ids} value={tag} onChange={(event) => setTag(event.target.value)} />}
      </Field>
      <Field label="As command">
        {() => (
          <CommandLine
            command={withOptions(
              [
                'firn set',
                name === '' ? 'NAME' : quotedWord(name),
                ...(references.length === 0 ? ['REF…'] : references.map(quotedWord)),
              ].join(' '),
              [
                ['-m', message],
                ['--tag', tag],
              ],
            )}
          />
        )}
      </Field>
      {error !== undefined && <ErrorPanel error={error} />}
    </Dialog>
  )
}
