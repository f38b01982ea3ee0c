import { type CallFrame, readCallFrame } from './frames.ts'

/** A call that is the host's and not the engine's; undefined for every other frame. */
export function readHostCall(text: string): (CallFrame & { type: 'call' }) | undefined {
  // Frames of the engine can be long, and hosts do not look into them.
  if (!text.slice(0, 200).includes('"host.')) return undefined
  const frame = readCallFrame(text)
  return frame?.type === 'call' && frame.method.startsWith('host.') ? frame : undefined
}
