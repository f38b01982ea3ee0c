import type { Job } from '../../shared/model/job.ts'
import type { EngineWatch } from './engine-watch.ts'

/** The work that goes on in the engine, told apart by the windows that asked for it. */
export interface RunningJobs {
  all(): readonly Job[]
  of(window: number): readonly Job[]
  onChange(listener: () => void): void
  onEnd(listener: (job: Job) => void): void
}

export function watchJobs(engine: EngineWatch): RunningJobs {
  const running = new Map<number, Job>()
  const changeListeners: (() => void)[] = []
  const endListeners: ((job: Job) => void)[] = []
  const changed = () => {
    for (const listener of changeListeners) listener()
  }
  engine.on('job', (job) => {
    if (job.state === 'running') running.set(job.id, job)
    else running.delete(job.id)
    changed()
    if (job.state !== 'running') for (const listener of endListeners) listener(job)
  })
  engine.onDeath(() => {
    running.clear()
    changed()
  })
  return {
    all: () => [...running.values()],
    of: (window) => [...running.values()].filter((job) => job.client === window),
    onChange: (listener) => void changeListeners.push(listener),
    onEnd: (listener) => void endListeners.push(listener),
  }
}
