import type { Diagnostics } from '../model/diagnostics.ts'
import { method, nothing } from './method.ts'

export const diagnoseMethods = {
  'diagnose.state': method(nothing).returns<Diagnostics>(),
  /** The licences of all parts of the program, as one text. */
  'diagnose.licences': method(nothing).returns<{ readonly text: string }>(),
}
