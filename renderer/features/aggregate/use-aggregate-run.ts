import { useEffect, useRef, useState } from 'react'
import type { FirnError } from '../../../shared/contract/errors.ts'
import type { Progress } from '../../../shared/model/job.ts'
import { useClient } from '../../client/client.tsx'
import type { Input } from '../../client/connection.ts'
import { asFirnError } from '../../client/use-answer.ts'
import { counted } from '../../components/figures.ts'
import { toast } from '../../components/toast/announcements.ts'
import { refreshCatalogue } from '../../workbench/catalogue.ts'
import { openDataset } from '../../workbench/open.ts'

export interface AggregateRun {
  readonly progress: Progress | undefined
  readonly error: FirnError | undefined
  start(request: Input<'aggregate.run'>): void
  cancel(): void
}

/** Runs a recipe and opens the dataset that it made a version of. */
export function useAggregateRun(): AggregateRun {
  const client = useClient()
  const [progress, setProgress] = useState<Progress>()
  const [error, setError] = useState<FirnError>()
  const running = useRef<AbortController>(undefined)
  useEffect(() => () => running.current?.abort(), [])

  const run = async (request: Input<'aggregate.run'>) => {
    const controller = new AbortController()
    running.current = controller
    setError(undefined)
    setProgress({ done: 0, unit: 'rows' })
    try {
      const made = await client.call('aggregate.run', request, {
        signal: controller.signal,
        onProgress: setProgress,
      })
      await refreshCatalogue(client)
      const rows = made.tables.reduce((sum, table) => sum + table.rows, 0)
      if (made.changed) toast('good', `Made ${made.dataset} v${made.version}: ${counted(rows, 'row')}`)
      else toast('info', `Nothing is new: v${made.version} holds the same rows`)
      openDataset(made.dataset, { section: 'data' })
    } catch (thrown) {
      if (!controller.signal.aborted) setError(asFirnError(thrown))
    } finally {
      setProgress(undefined)
    }
  }
  return {
    progress,
    error,
    start: (request) => {
      if (progress === undefined) void run(request)
    },
    cancel: () => running.current?.abort(),
  }
}
