import AxeBuilder from '@axe-core/playwright'
import { patience, soaking } from '../../../electron/core/testing/counts.ts'
import type { App } from '../../harness/app.ts'
import { expect, test } from '../../harness/test.ts'
import { walkScreens } from '../../pages/walk.ts'

test.use({ withStore: false, viewport: { width: 1280, height: 800 } })

test('no screen has a serious fault of access in any of its states, in either theme', async ({ app }) => {
  // Axe looks at some sixty screens and states.
  test.setTimeout(patience(600_000))
  // No colour is looked at half-way to another one.
  await app.page.emulateMedia({ reducedMotion: 'reduce' })
  await walkScreens(app, (name, part) => look(app, name, part))
})

/** What is no fault although axe says so. */
const known: readonly { readonly rule: string; readonly target: string }[] = [
  // Arrow keys in the grid around it scroll it: the focus stays on the grid, which names its active cell.
  { rule: 'scrollable-region-focusable', target: '.aligned-scroller' },
]

/** What a theme can change; everything else is the same in both and is looked at once. */
const rulesOfColour = ['color-contrast', 'link-in-text-block']

/**
 * Asks axe about what is to be seen, in both themes; with a `part`, about what is in it alone. Parts are made of what
 * screens are made of: every day they are looked at in one theme.
 */
async function look({ page }: App, name: string, part?: string): Promise<void> {
  const themes = part === undefined || soaking ? (['light', 'dark'] as const) : (['light'] as const)
  for (const theme of themes) {
    await page.emulateMedia({ colorScheme: theme })
    await expect(page.locator('html')).toHaveAttribute('data-theme', theme)
    const axe = new AxeBuilder({ page })
      .options({ resultTypes: ['violations'] })
      // There are no frames, for which the other mode opens a page of its own each time.
      .setLegacyMode()
      // A row of a grid looks like the one above it.
      .exclude('.ag-row:nth-child(n+6)')
    if (part !== undefined) axe.include(part)
    const { violations } = await (theme === 'light' ? axe : axe.withRules(rulesOfColour)).analyze()
    const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
    const found = serious.flatMap(({ id, nodes }) =>
      nodes
        .map(({ target, failureSummary }) => ({ place: target.join(' '), failureSummary }))
        .filter(({ place }) => !known.some(({ rule, target }) => rule === id && place.includes(target)))
        .map(({ place, failureSummary }) => `${id}: ${place}: ${failureSummary ?? ''}`),
    )
    expect.soft(found, `${name}, ${theme}`).toEqual([])
  }
}
