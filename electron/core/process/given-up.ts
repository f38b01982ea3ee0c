import { FirnError } from '../../../shared/contract/errors.ts'
import type { Events } from '../../../shared/contract/contract.ts'

/** What windows are told when an engine has died and the next one is being started. */
export const engineEnded: Events['process'] = {
  what: 'engine',
  text: 'The engine ended unexpectedly; a new one is starting. Results and jobs of before are lost; tabs and what you typed are not.',
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
