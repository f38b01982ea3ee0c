import { useRef, useState } from 'react'
import type { FirnError } from '../../shared/contract/errors.ts'
import type { SnapshotResult } from '../../shared/contract/store.ts'
import type { Progress } from '../../shared/model/job.ts'
import type { ChosenReading } from '../../shared/model/chosen-reading.ts'
import { mainBranch, nameProblem, selectorNameProblem } from '../../shared/model/names.ts'
import { useClient } from '../client/client.tsx'
import { asFirnError, useAnswer } from '../client/use-answer.ts'
import { Button } from '../components/button.tsx'
import { Dialog } from '../components/dialog.tsx'
import { Checkbox, Choice, Field, TextInput } from '../components/field.tsx'
import { bytes, count } from '../components/figures.ts'
import { ErrorPanel, ProgressBar } from '../components/states.tsx'
import { toast } from '../components/toast/announcements.ts'
import { refreshCatalogue, useDataset } from './catalogue.ts'
import { CommandLine } from './command/command-line.tsx'
import { quotedWord, withOptions } from './command/command-text.ts'
import { keptText, type RecognisedTable, readingText } from './command/reading-text.ts'
import { openDataset } from './open.ts'

const nothingChosen: ChosenReading = {}
const nothingRecognised: readonly RecognisedTable[] = []

/** Takes a snapshot of files and folders. With `fixed`, the dataset's name is given and cannot be changed. */
export function TakeSnapshotDialog({
  name,
  fixed = false,
  table,
  sources,
  reading = nothingChosen,
  recognised = nothingRecognised,
  onClose,
}: {
  name: string
  fixed?: boolean
  /** The table to show afterwards, where a snapshot holds several. */
  table?: string | undefined
  sources: readonly string[]
  /** How tables are read, as chosen on the import screen. */
  reading?: ChosenReading
  /** The tables as they were found, before anything was chosen. */
  recognised?: readonly RecognisedTable[]
  onClose: (taken: SnapshotResult | undefined) => void
}) {
  const client = useClient()
  const [dataset, setDataset] = useState(name)
  const [message, setMessage] = useState('')
  const [tag, setTag] = useState('')
  const [chosenBranch, setBranch] = useState<string>()
  const [chosenAppendOnly, setAppendOnly] = useState<boolean>()
  const [progress, setProgress] = useState<Progress>()
  const [error, setError] = useState<FirnError>()
  const running = useRef<AbortController>(undefined)
  const there = useDataset(dataset)
  const branches = there?.branches ?? []
  const branch = branches.find(({ name: one }) => one === chosenBranch)?.name ?? there?.branch ?? mainBranch
  const [asFound, setAsFound] = useState(false)
  const before = useAnswer(
    'snapshot.reading',
    there?.kind === 'raw' && there.versions > 0 ? { reference: `${dataset}@${branch}` } : undefined,
  ).data
  const told = before === undefined ? '' : keptText(before.tables)
  const declared = there?.appendOnly === true
  const appendOnly = chosenAppendOnly ?? declared
  const problem = nameProblem(dataset)
  const tagProblem = tag === '' ? undefined : selectorNameProblem(tag)

  const take = async () => {
    if (problem !== undefined || tagProblem !== undefined || progress !== undefined) return
    const controller = new AbortController()
    running.current = controller
    setError(undefined)
    setProgress({ done: 0, unit: 'bytes' })
    try {
      const taken = await client.call(
        'snapshot.take',
        {
          dataset,
          sources: [...sources],
          ...(message === '' ? {} : { message }),
          ...(tag === '' ? {} : { tag }),
          ...(branches.length === 0 ? {} : { branch }),
          ...(appendOnly === declared ? {} : { appendOnly }),
          ...reading,
          ...(told !== '' && asFound ? { asFound } : {}),
        },
        { signal: controller.signal, onProgress: setProgress },
      )
      await refreshCatalogue(client)
      if (taken.changed) toast('good', `Took ${dataset} v${taken.version}: ${bytes(taken.newBytes)} new`)
      else toast('info', `Nothing is new: v${taken.version} holds the same data`)
      openDataset(dataset, {
        section: 'data',
        ...(table === undefined ? {} : { table }),
        // The name alone means main.
        ...(branch === mainBranch ? {} : { version: taken.version }),
      })
      onClose(taken)
    } catch (thrown) {
      if (!controller.signal.aborted) setError(asFirnError(thrown))
    } finally {
      setProgress(undefined)
    }
  }
  const cancel = () => {
    running.current?.abort()
    onClose(undefined)
  }
  const next = there === undefined ? 1 : there.versions + 1
  const how = readingText({
    reading,
    recognised,
    before: before?.tables ?? [],
    asFound: told !== '' && asFound,
  })
  const growing = appendOnly === declared ? '' : appendOnly ? ' --append-only' : ' --no-append-only'
  const command = withOptions(
    `${['firn snapshot', dataset === '' ? 'NAME' : dataset, ...sources.map(quotedWord)].join(' ')}${growing}${how}`,
    [
      ['-m', message],
      ['--tag', tag],
      ['--branch', branch === (there?.branch ?? mainBranch) ? '' : branch],
    ],
  )
  return (
    <Dialog
      title="Take snapshot"
      description={`${dataset === '' ? 'a dataset' : dataset} v${next}`}
      onClose={cancel}
      onSubmit={() => void take()}
      note={
        progress === undefined ? (
          'Sources are only read, never changed'
        ) : (
          <span>
            <ProgressBar label="Snapshot" done={progress.done} total={progress.total} />{' '}
            {progress.text ??
              (progress.unit === 'bytes' ? bytes(progress.done) : `${count(progress.done)} ${progress.unit}`)}
          </span>
        )
      }
      actions={
        <>
          <Button onClick={cancel}>Cancel</Button>
          <Button
            type="submit"
            look="primary"
            disabled={problem !== undefined || tagProblem !== undefined || progress !== undefined}
          >
            Take snapshot
          </Button>
        </>
      }
    >
      <Field
        label="Dataset"
        problem={problem === undefined ? undefined : `That cannot be a name: ${problem}`}
        {...(fixed || there === undefined ? {} : { hint: `Exists: this becomes its v${next}` })}
      >
        {(ids) => (
          <TextInput
            {...ids}
            autoFocus={!fixed}
            readOnly={fixed}
            value={dataset}
            onChange={(event) => setDataset(event.target.value)}
          />
        )}
      </Field>
      <Field label="From">
        {(ids) => (
          <output {...ids} className="code secondary" style={{ overflowWrap: 'anywhere' }}>
            {sources.slice(0, 4).join('\n')}
            {sources.length > 4 ? ` and ${sources.length - 4} more` : ''}
          </output>
        )}
      </Field>
      {before !== undefined && told !== '' && (
        <Field label="Read" hint={asFound ? undefined : <span className="code">{told}</span>}>
          {(ids) => (
            <Choice
              {...ids}
              value={asFound ? 'found' : 'before'}
              onChoose={(chosen) => setAsFound(chosen === 'found')}
              options={[
                { value: 'before', title: `As was chosen for v${before.version}` },
                { value: 'found', title: 'As the files are recognised now' },
              ]}
            />
          )}
        </Field>
      )}
      {branches.length > 0 && (
        <Field label="Branch">
          {(ids) => (
            <Choice
              {...ids}
              value={branch}
              onChoose={setBranch}
              options={branches.map(({ name: one }) => ({ value: one, title: one }))}
            />
          )}
        </Field>
      )}
      <Field label="Message">
        {(ids) => (
          <TextInput
            {...ids}
            autoFocus={fixed}
            placeholder="what is new about it"
            value={message}
            onChange={(event) => setMessage(event.target.value)}
          />
        )}
      </Field>
      <Field label="Tag" problem={tagProblem}>
        {(ids) => (
          <TextInput
            {...ids}
            placeholder="none"
            value={tag}
            onChange={(event) => setTag(event.target.value)}
          />
        )}
      </Field>
      <Checkbox checked={appendOnly} onCheck={setAppendOnly}>
        Long files only grow: later snapshots read no more than their ends
      </Checkbox>
      <Field label="As command">{() => <CommandLine command={command} />}</Field>
      {error !== undefined && <ErrorPanel error={error} />}
    </Dialog>
  )
}
