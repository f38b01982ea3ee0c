import { FirnError } from '../../../shared/contract/errors.ts'

/** How a call ends whose engine ended, as the window and as the host say it. */
const codesOfLostEngine: ReadonlySet<string> = new Set(['engine-died', 'disconnected'])

/**
 * Asks, and once more where the engine was lost while it was at work: `again` is told before. Only for what changes
 * nothing. What was asked when there was no engine is not asked again, and neither is what killed its own process.
 */
export async function askedAgain<Answer>(
  ask: () => Promise<Answer>,
  { isConnected, again }: { isConnected: () => boolean; again: () => void },
): Promise<Answer> {
  const wasConnected = isConnected()
  try {
    return await ask()
  } catch (error) {
    const wasLost = error instanceof FirnError && codesOfLostEngine.has(error.code)
    if (!wasConnected || !wasLost) throw error
  }
  again()
  return await ask()
}
