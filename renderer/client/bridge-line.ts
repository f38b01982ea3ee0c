import { encodeFrame, readAnswerFrame } from '../../shared/contract/frames.ts'
import { type DesktopBridge, type FedTransport, fedTransport, type OpenLine } from './line.ts'

/** How long an engine may take to answer the first call of a line, in milliseconds. */
const patience = 5000

/** A call whose answer tells that there is an engine; callers count their own from 1. */
const helloId = 0
const hello = encodeFrame({ type: 'call', id: helloId, method: 'jobs.list', input: {} })

/**
 * The desktop's line: the preload relays frames, and there is one for as long as the window lives. What is posted
 * while no engine runs waits there, so a line is open only when the engine has answered on it; it rejects when
 * none does for `patienceMs`.
 */
export function bridgeLine(bridge: DesktopBridge, patienceMs = patience): OpenLine {
  let hear: (text: string) => void = () => {}
  let current: FedTransport | undefined
  bridge.onFrame((text) => hear(text))
  return () =>
    new Promise((resolve, reject) => {
      current?.end()
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
}
