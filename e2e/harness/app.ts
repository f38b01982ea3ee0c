import type { ElectronApplication, Page } from '@playwright/test'
import type { Contract } from '../../shared/contract/contract.ts'
import type { InputOf, OutputOf } from '../../shared/contract/method.ts'
import type { Problems } from './problems.ts'
import type { TestStore } from './store.ts'

/** Processes of the program under test, by what they do. */
export interface ProgramProcesses {
  readonly engine: number | undefined
  readonly workers: readonly number[]
  /** Only of the desktop; in `serve` the browser is not ours. */
  readonly window: number | undefined
}

/** The running program: a window, the engine behind it, and the ground they stand on. */
export interface App {
  readonly host: 'served' | 'desktop'
  readonly page: Page
  readonly store: TestStore
  readonly problems: Problems
  /** Calls the engine from inside the page, as the page's own client does. Rejects with the error's code. */
  call<Name extends keyof Contract>(
    name: Name,
    input: InputOf<Contract[Name]>,
  ): Promise<OutputOf<Contract[Name]>>
  /** Calls a method that the contract may not know. */
  callAny(name: string, input: unknown): Promise<unknown>
  processes(): Promise<ProgramProcesses>
  /** Only of the desktop. */
  readonly electron: ElectronApplication | undefined
}

/** A program that was started for a test, and how to end it. */
export interface OpenedApp {
  readonly app: App
  /** What its processes complained about so far. */
  log(): string
  close(): Promise<void>
}

/** A call from inside the page; runs there. */
export function callFromPage({ name, input }: { name: string; input: unknown }): Promise<unknown> {
  interface Answer {
    readonly type: 'ok' | 'err' | 'progress' | 'event'
    readonly id?: number
    readonly result?: unknown
    readonly error?: { readonly code: string; readonly message: string }
    readonly name?: string
    readonly payload?: { readonly what?: string }
  }
  // Far away from the ids that the page's own client counts up.
  const id = 1_000_000 + Math.floor(Math.random() * 1_000_000_000)
  const text = JSON.stringify({ type: 'call', id, method: name, input })
  return new Promise((resolve, reject) => {
    const hear = (heard: string) => {
      const answer = JSON.parse(heard) as Answer
      if (answer.type === 'event' && answer.name === 'process' && answer.payload?.what === 'engine') {
        reject(new Error('engine-died'))
      } else if (answer.id !== id) return
      else if (answer.type === 'ok') resolve(answer.result)
      else if (answer.type === 'err') reject(new Error(`${answer.error?.code}: ${answer.error?.message}`))
    }
    const { firn } = window as {
      firn?: { post(text: string): void; onFrame(listener: (text: string) => void): void }
    }
    if (firn !== undefined) {
      firn.onFrame(hear)
      firn.post(text)
      return
    }
    const socket = new WebSocket(`ws://${location.host}/engine`)
    const settle = () => socket.close()
    socket.addEventListener('open', () => socket.send(text))
    socket.addEventListener('message', ({ data }: MessageEvent<string>) => {
      hear(data)
      const { id: answered, type } = JSON.parse(data) as Answer
      if (answered === id && type !== 'progress') settle()
    })
    socket.addEventListener('close', ({ code }) => reject(new Error(`closed: ${code}`)))
  })
}
