import { z } from 'zod'

declare const outputType: unique symbol

/**
 * One method of the program: the schema that its input is checked with, and the type of its output.
 * Outputs are made by our own code, so they are types only.
 */
export interface Method<Input extends z.ZodType = z.ZodType, Output = unknown> {
  readonly input: Input
  readonly [outputType]?: Output
  /** The call that closes what an answer has opened; see {@link opening}. */
  undo?(output: Output): Undo
  /** What a call with that input leaves behind; see {@link changing}. */
  changes?(input: unknown): Change | undefined
}

/**
 * `store`: something in the open store. `machine`: what the machine of the engine keeps. `file`: a file, for a
 * person or a program to take.
 */
export type Change = 'store' | 'machine' | 'file'

/** A call of the same contract. */
export interface Undo {
  readonly method: string
  readonly input: unknown
}

export type MethodMap = { readonly [name: string]: Method }
export type InputOf<M> = M extends Method<infer I, unknown> ? z.input<I> : never
export type CheckedInputOf<M> = M extends Method<infer I, unknown> ? z.output<I> : never
export type OutputOf<M> = M extends Method<z.ZodType, infer O> ? O : never

/** `method(schema).returns<Output>()`. Unknown fields are refused: they are typing errors or attacks. */
export function method<Shape extends z.ZodRawShape>(
  shape: Shape,
): { returns<Output>(): Method<z.ZodObject<Shape, z.core.$strict>, Output> } {
  const input = z.strictObject(shape)
  return { returns: () => ({ input }) }
}

/**
 * A method whose answer opens something that stays until it is closed. Whoever cancels such a call never learns
 * what to close, so the side that answers closes it, also where the answer was on its way already.
 */
export function opening<Input extends z.ZodType, Output>(
  method: Method<Input, Output>,
  undo: (output: Output) => Undo,
): Method<Input, Output> {
  return { ...method, undo }
}

/** A method that leaves something behind, except with inputs of which `unless` says that they only look. */
export function changing<Input extends z.ZodType, Output>(
  what: Change,
  method: Method<Input, Output>,
  unless: (input: z.output<Input>) => boolean = () => false,
): Method<Input, Output> {
  return { ...method, changes: (input) => (unless(input as z.output<Input>) ? undefined : what) }
}

export const nothing = {}
