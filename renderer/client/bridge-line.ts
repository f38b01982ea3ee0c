import { type DesktopBridge, type FedTransport, fedTransport, type OpenLine } from './line.ts'

/** The desktop's line: the preload relays frames, and there is one for as long as the window lives. */
export function bridgeLine(bridge: DesktopBridge): OpenLine {
  let current: FedTransport | undefined
  bridge.onFrame((text) => current?.receive(text))
  return () => {
    current?.end()
    current = fedTransport(
      (text) => bridge.post(text),
      () => {},
    )
    return Promise.resolve(current)
  }
}
