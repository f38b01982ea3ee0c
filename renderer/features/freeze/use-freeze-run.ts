import { useRef, useState } from 'react'
import type { FirnError } from '../../../shared/contract/errors.ts'
import type { Progress } from '../../../shared/model/job.ts'
import type { FreezePlan, Receipt } from '../../../shared/model/receipt.ts'
import { useClient } from '../../client/client.tsx'
import { asFirnError } from '../../client/use-answer.ts'
import { refreshCatalogue } from '../../workbench/catalogue.ts'
import { plannedInputs } from '../../workbench/planned.ts'
import { type FreezeDraft, freezeRequest } from './draft.ts'

export interface FreezeRun {
  readonly progress: Progress | undefined
  readonly error: FirnError | undefined
  readonly receipt: Receipt | undefined
  /** `plan` is the one in sight: `conflict` when it is out of date. */
  start(draft: FreezeDraft, inherits: boolean, plan: FreezePlan | undefined): void
  cancel(): void
}

/** Freezes, with progress; what was cancelled leaves nothing behind. */
export function useFreezeRun(): FreezeRun {
  const client = useClient()
  const [progress, setProgress] = useState<Progress>()
  const [error, setError] = useState<FirnError>()
  const [receipt, setReceipt] = useState<Receipt>()
  const running = useRef<AbortController>(undefined)

  const freeze = async (draft: FreezeDraft, inherits: boolean, plan: FreezePlan | undefined) => {
    const controller = new AbortController()
    running.current = controller
    setError(undefined)
    setProgress({ done: 0, unit: 'rows' })
    try {
      const frozen = await client.call(
        'freeze.run',
        {
          ...freezeRequest(draft, inherits),
          ...(plan === undefined ? {} : { planned: plannedInputs(plan.inputs) }),
          ...(draft.message === '' ? {} : { message: draft.message }),
          ...(draft.tag === '' ? {} : { tag: draft.tag }),
        },
        { signal: controller.signal, onProgress: setProgress },
      )
      await refreshCatalogue(client)
      setReceipt(frozen)
    } catch (thrown) {
      if (!controller.signal.aborted) setError(asFirnError(thrown))
    } finally {
      setProgress(undefined)
    }
  }
  return {
    progress,
    error,
    receipt,
    start: (draft, inherits, plan) => {
      if (progress === undefined) void freeze(draft, inherits, plan)
    },
    cancel: () => running.current?.abort(),
  }
}
