import type { Progress } from '../model/job.ts'
import { FirnError, toWireError } from './errors.ts'
import { type AnswerFrame, encodeFrame, readCallFrame } from './frames.ts'
import type { CheckedInputOf, MethodMap, OutputOf, Undo } from './method.ts'
import type { Transport } from './transport.ts'

/** What a handler gets besides its input. */
export interface CallContext {
  readonly signal: AbortSignal
  progress(progress: Progress): void
}

/** One function per method of a contract; missing and surplus ones fail at compile time. */
export type Handlers<Methods extends MethodMap, Context = CallContext> = {
  readonly [Name in keyof Methods]: (
    input: CheckedInputOf<Methods[Name]>,
    context: Context,
  ) => Promise<OutputOf<Methods[Name]>> | OutputOf<Methods[Name]>
}

export interface Responder {
  /** Sends an event to the other side; it needs no answer. */
  emit(name: string, payload: unknown): void
  /** Cancels whatever still runs; its answers go nowhere. */
  cancelAll(): void
}

/** Answers that a cancel may still cross: those of this many calls are remembered, each as a number and an id. */
const rememberedAnswers = 1000

/**
 * Makes the answering side of a line: checks each input against its method's schema, runs the handler,
 * passes progress and cancellation on. A closed line cancels all running calls. What a cancelled call has opened
 * is closed again.
 */
export function createResponder<Methods extends MethodMap>(
  transport: Transport,
  methods: Methods,
  handlers: Handlers<Methods>,
): Responder {
  const running = new Map<number, AbortController>()
  /** How to close what answered calls opened, by the ids of the calls. */
  const undos = new Map<number, Undo>()
  let open = true
  const send = (frame: AnswerFrame) => {
    if (open) transport.send(encodeFrame(frame))
  }
  const cancelAll = () => {
    for (const controller of running.values()) controller.abort(new FirnError('cancelled', 'Cancelled.'))
    running.clear()
  }

  transport.onMessage((text) => {
    const frame = readCallFrame(text)
    if (frame === undefined) return
    if (frame.type === 'cancel') {
      running.get(frame.id)?.abort(new FirnError('cancelled', 'Cancelled.'))
      const undo = undos.get(frame.id)
      undos.delete(frame.id)
      if (undo !== undefined) void close(undo)
      return
    }
    const { id, method: name, input } = frame
    if (running.has(id)) return
    const controller = new AbortController()
    running.set(id, controller)
    answer(name, input, {
      signal: controller.signal,
      progress: (progress) => {
        if (running.has(id)) send({ type: 'progress', id, progress })
      },
    })
      .then(
        async (result) => {
          const undo = Object.hasOwn(methods, name) ? methods[name]?.undo?.(result) : undefined
          if (undo !== undefined && controller.signal.aborted) {
            await close(undo)
            send({ type: 'err', id, error: toWireError(new FirnError('cancelled', 'Cancelled.')) })
            return
          }
          if (undo !== undefined) remember(id, undo)
          send({ type: 'ok', id, result: result ?? null })
        },
        (error: unknown) => send({ type: 'err', id, error: toWireError(error) }),
      )
      .finally(() => running.delete(id))
  })
  transport.onClose(() => {
    open = false
    cancelAll()
  })

  function remember(id: number, undo: Undo): void {
    undos.set(id, undo)
    const [oldest] = undos.keys()
    if (undos.size > rememberedAnswers && oldest !== undefined) undos.delete(oldest)
  }

  /** Nobody waits for this, and what cannot be closed any more is closed. */
  async function close({ method, input }: Undo): Promise<void> {
    const { signal } = new AbortController()
    await answer(method, input, { signal, progress: () => {} }).catch(() => {})
  }

  async function answer(name: string, input: unknown, context: CallContext): Promise<unknown> {
    const method = Object.hasOwn(methods, name) ? methods[name] : undefined
    const handler = Object.hasOwn(handlers, name) ? handlers[name] : undefined
    if (method === undefined || handler === undefined)
      throw new FirnError('invalid-input', `There is no method "${name.slice(0, 80)}".`)
    const checked = method.input.safeParse(input)
    if (!checked.success) {
      const issue = checked.error.issues[0]
      const where = issue === undefined || issue.path.length === 0 ? '' : ` at ${issue.path.join('.')}`
      throw new FirnError(
        'invalid-input',
        `The input of "${name}" is not valid${where}: ${issue?.message ?? 'unknown reason'}.`,
      )
    }
    return await handler(checked.data as never, context)
  }

  return { emit: (name, payload) => send({ type: 'event', name, payload }), cancelAll }
}
