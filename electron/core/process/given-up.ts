import { FirnError } from '../../../shared/contract/errors.ts'
import type { Events } from '../../../shared/contract/contract.ts'

/** What windows are told when an engine has died; what becomes of it is said by the state of their connection. */
export const engineEnded: Events['process'] = {
  what: 'engine',
  text: 'The engine ended unexpectedly. Results and jobs of before are lost; tabs and what you typed are not.',
}

/** What windows are told when engines died so often that no further one is started. */
export const engineGivenUp: Events['process'] = {
  what: 'engine',
  text: 'The engine ended unexpectedly several times in a row, so it is not started again by itself. Tabs and what you typed are kept.',
  stopped: true,
}

/** Why there is no line to an engine that was given up. */
export function givenUp(): FirnError {
  return new FirnError('engine-died', engineGivenUp.text, { hint: 'Try again in the window.' })
}
