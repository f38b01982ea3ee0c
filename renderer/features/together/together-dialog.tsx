import { useCallback, useRef, useState } from 'react'
import type { FirnError } from '../../../shared/contract/errors.ts'
import { selectorNameProblem } from '../../../shared/model/names.ts'
import type { Progress } from '../../../shared/model/job.ts'
import { useClient } from '../../client/client.tsx'
import { asFirnError } from '../../client/use-answer.ts'
import { Button } from '../../components/button.tsx'
import { Dialog } from '../../components/dialog.tsx'
import { Field, TextInput } from '../../components/field.tsx'
import { bytes, count, counted } from '../../components/figures.ts'
import { ErrorPanel, ProgressBar } from '../../components/states.tsx'
import { toast } from '../../components/toast/announcements.ts'
import { refreshCatalogue } from '../../workbench/catalogue.ts'
import { CommandLine } from '../../workbench/command/command-line.tsx'
import { quotedWord, withOptions } from '../../workbench/command/command-text.ts'
import { type ChosenSources, SourceChoice } from './source-choice.tsx'
import { stopTakingTogether } from './taking.ts'

/** Takes the next versions of several datasets: all of them, or none where one cannot be taken. */
export function TogetherDialog({ first }: { first: readonly string[] }) {
  const client = useClient()
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set(first))
  const [sources, setSources] = useState<ChosenSources>({})
  const [message, setMessage] = useState('')
  const [tag, setTag] = useState('')
  const [progress, setProgress] = useState<Progress>()
  const [error, setError] = useState<FirnError>()
  const running = useRef<AbortController>(undefined)
  const onSources = useCallback(
    (dataset: string, its: readonly string[]) => setSources((before) => ({ ...before, [dataset]: its })),
    [],
  )
  const parts = [...ticked].toSorted().map((dataset) => ({ dataset, sources: [...(sources[dataset] ?? [])] }))
  const tagProblem = tag === '' ? undefined : selectorNameProblem(tag)
  const ready =
    parts.length > 0 &&
    parts.every((part) => part.sources.length > 0) &&
    tagProblem === undefined &&
    progress === undefined

  const take = async () => {
    if (!ready) return
    const controller = new AbortController()
    running.current = controller
    setError(undefined)
    setProgress({ done: 0, unit: 'bytes' })
    try {
      const { snapshots } = await client.call(
        'snapshot.takeTogether',
        { parts, ...(message === '' ? {} : { message }), ...(tag === '' ? {} : { tag }) },
        { signal: controller.signal, onProgress: setProgress },
      )
      await refreshCatalogue(client)
      const taken = snapshots.filter(({ changed }) => changed)
      if (taken.length === 0) toast('info', `Nothing is new in ${counted(snapshots.length, 'dataset')}`)
      else toast('good', `Took ${taken.map(({ dataset, version }) => `${dataset} v${version}`).join(', ')}`)
      stopTakingTogether()
    } catch (thrown) {
      if (!controller.signal.aborted) setError(asFirnError(thrown))
      setProgress(undefined)
    }
  }
  const cancel = () => {
    running.current?.abort()
    stopTakingTogether()
  }
  const into = parts.flatMap(({ dataset, sources: its }) =>
    its.map((source) => `--into ${quotedWord(`${dataset}=${source}`)}`),
  )
  return (
    <Dialog
      title="Take snapshots together"
      description="all of them, or none where one cannot be taken"
      width="wide"
      onClose={cancel}
      onSubmit={() => void take()}
      note={
        progress === undefined ? (
          'Sources are only read, never changed'
        ) : (
          <span>
            <ProgressBar label="Snapshots" done={progress.done} total={progress.total} />{' '}
            {progress.text ??
              (progress.unit === 'bytes' ? bytes(progress.done) : `${count(progress.done)} ${progress.unit}`)}
          </span>
        )
      }
      actions={
        <>
          <Button onClick={cancel}>Cancel</Button>
          <Button type="submit" look="primary" disabled={!ready}>
            {parts.length === 0 ? 'Take snapshots' : `Take ${counted(parts.length, 'snapshot')}`}
          </Button>
        </>
      }
    >
      <SourceChoice ticked={ticked} onTicked={setTicked} onSources={onSources} />
      <Field label="Message">
        {(ids) => (
          <TextInput
            {...ids}
            placeholder="what is new about them"
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
      <Field label="As command">
        {() => (
          <CommandLine
            command={withOptions(
              ['firn snapshot', ...(into.length === 0 ? ['--into DATASET=SOURCE …'] : into)].join(' '),
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
