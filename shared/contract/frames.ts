import type { Progress } from '../model/job.ts'
import type { WireError } from './errors.ts'

/** Towards the side that answers. */
export type CallFrame =
  | { readonly type: 'call'; readonly id: number; readonly method: string; readonly input: unknown }
  | { readonly type: 'cancel'; readonly id: number }

/** Back to the side that asked; events belong to no call. */
export type AnswerFrame =
  | { readonly type: 'ok'; readonly id: number; readonly result: unknown }
  | { readonly type: 'err'; readonly id: number; readonly error: WireError }
  | { readonly type: 'progress'; readonly id: number; readonly progress: Progress }
  | { readonly type: 'event'; readonly name: string; readonly payload: unknown }

export type Frame = CallFrame | AnswerFrame

/**
 * Reads one frame; undefined for anything that is not one. Inputs are checked later, by their method's
 * schema; here only the envelope is, because it comes from an untrusted side.
 */
export function readCallFrame(text: string): CallFrame | undefined {
  const value = readObject(text)
  if (value === undefined || !Number.isSafeInteger(value['id']) || (value['id'] as number) < 0)
    return undefined
  const id = value['id'] as number
  if (value['type'] === 'cancel') return { type: 'cancel', id }
  if (value['type'] !== 'call' || typeof value['method'] !== 'string') return undefined
  return { type: 'call', id, method: value['method'], input: value['input'] }
}

/** Reads a frame of the trusted, answering side; undefined when it is damaged. */
export function readAnswerFrame(text: string): AnswerFrame | undefined {
  const value = readObject(text)
  switch (value?.['type']) {
    case 'ok':
    case 'err':
    case 'progress':
    case 'event':
      return value as unknown as AnswerFrame
    default:
      return undefined
  }
}

function readObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined
  } catch {
    return undefined
  }
}

export function encodeFrame(frame: Frame): string {
  return JSON.stringify(frame)
}
