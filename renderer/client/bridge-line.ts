import type { Events } from '../../shared/contract/contract.ts'
import { FirnError } from '../../shared/contract/errors.ts'
import { encodeFrame, readAnswerFrame } from '../../shared/contract/frames.ts'
import { type DesktopBridge, type FedTransport, fedTransport, type OpenLine } from './line.ts'

/** How long an engine may take to answer the first call of a line, in milliseconds. */
const patience = 5000

/** A call whose answer tells that there is an engine; callers count their own from 1. */
const helloId = 0
/** Nobody waits for its answer: the next line tells. */
const askId = Number.MAX_SAFE_INTEGER
const hello = encodeFrame({ type: 'call', id: helloId, method: 'jobs.list', input: {} })

/**
 * The desktop's line: the preload relays frames, and there is one for as long as the window lives. What is posted
 * while no engine runs waits there, so a line is open only when the engine has answered on it; it rejects when
 * none does for `patienceMs`.
 */
export function bridgeLine(bridge: DesktopBridge, patienceMs = patience): OpenLine {
  let hear: (text: string) => void = () => {}
  let current: FedTransport | undefined
  /** Why no engine is started any more, from the moment on that the host says so. */
  let stopped: string | undefined
  let refuse: (reason: string) => void = () => {}
  bridge.onFrame((text) => {
    const frame = readAnswerFrame(text)
    if (frame?.type === 'event' && frame.name === 'process') {
      const payload = frame.payload as Events['process']
      if (payload.what === 'engine') stopped = payload.stopped === true ? payload.text : undefined
      if (stopped !== undefined) refuse(stopped)
    }
    hear(text)
  })
  const open: OpenLine = () =>
    new Promise((resolve, reject) => {
      current?.end()
      refuse = (reason) => reject(new FirnError('engine-died', reason))
      if (stopped !== undefined) {
        refuse(stopped)
        return
      }
      const line = fedTransport(
        (text) => bridge.post(text),
        () => {},
      )
      current = line
      const early: string[] = []
      const timer = setTimeout(() => reject(new Error('The engine does not answer.')), patienceMs)
      hear = (text) => {
        const frame = readAnswerFrame(text)
        if (frame === undefined) return
        if (frame.type === 'event') {
          // The engine that was greeted is gone; the next one is.
          if (frame.name === 'process') bridge.post(hello)
          else early.push(text)
        } else if (frame.id === helloId) {
          clearTimeout(timer)
          hear = (next) => line.receive(next)
          resolve(line)
          // After whoever opened the line has begun to listen.
          setTimeout(() => {
            for (const event of early) line.receive(event)
          })
        }
      }
      bridge.post(hello)
    })
  open.askForEngine = async () => {
    stopped = undefined
    bridge.post(encodeFrame({ type: 'call', id: askId, method: 'host.replaceEngine', input: {} }))
    return Promise.resolve()
  }
  return open
}
