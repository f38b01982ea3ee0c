import type { JSHandle, Page } from '@playwright/test'

/** How long an attempt may take to end, in milliseconds; longer than any that is refused. */
const patience = 2500

export type Attempts = Record<string, () => unknown>

/**
 * Tries what a page must not be able to do, each for itself, and answers how it ended: `did: …`, or the name of the
 * error. The attempts run later, as the page's own code: what a test evaluates directly is exempt from its policy.
 */
export async function tryInPage<Given>(
  page: Page,
  attempts: (given: Given) => Attempts,
  given: Given,
): Promise<Readonly<Record<string, string>>> {
  const table: JSHandle<Attempts> = await page.evaluateHandle(attempts as (given: unknown) => Attempts, given)
  const outcomes = await table.evaluate(endsOf, patience)
  await table.dispose()
  return outcomes
}

/** Runs in the page. */
function endsOf(attempts: Attempts, mostMs: number): Promise<Record<string, string>> {
  const endOf = async (act: () => unknown): Promise<string> => {
    try {
      const late = new Promise((end) => setTimeout(() => end('nothing'), mostMs))
      return `did: ${String(await Promise.race([act(), late]))}`
    } catch (error) {
      // Errors of a frame are no instances of our own.
      return (error as Partial<Error> | undefined)?.name ?? String(error)
    }
  }
  return new Promise((resolve) => {
    setTimeout(() => {
      const ends = Object.entries(attempts).map(async ([name, act]) => [name, await endOf(act)] as const)
      void Promise.all(ends).then((all) => resolve(Object.fromEntries(all)))
    })
  })
}
