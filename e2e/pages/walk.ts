import { expect } from '@playwright/test'
import type { App } from '../harness/app.ts'
import { writeMessyShop } from '../harness/messy-shop.ts'
import { test } from '../harness/test.ts'
import { atTheStart, lastStates, statesOf } from './states.ts'
import { type State, screens } from './screens.ts'
import { Start } from './start.ts'

/**
 * Opens every screen of the program in each of its states, beginning on the start screen, and looks at each.
 * `part` is a selector of what is new since the look before; without one everything is.
 */
export async function walkScreens(
  app: App,
  look: (name: string, part?: string) => Promise<void>,
): Promise<void> {
  const { page } = app
  await writeMessyShop(`${app.store.files}/shop`)
  const show = (screen: State) =>
    test.step(screen.name, async () => {
      await expect(await screen.open(app)).toBeVisible()
      await look(screen.name, screen.part)
    })
  const showAll = async (states: readonly State[]) => {
    for (const state of states) {
      await show(state)
      await state.close?.(app)
    }
  }
  await expect(page.getByRole('heading', { name: 'Firn' })).toBeVisible()
  await look('Start')
  await showAll(atTheStart)
  await new Start(app).openSample()
  await expect(page.getByRole('table', { name: 'All datasets' })).toBeVisible({ timeout: 120_000 })
  await look('Store')
  for (const screen of screens) {
    await show(screen)
    await showAll(statesOf[screen.name] ?? [])
    await screen.close?.(app)
    // Tabs out of sight have been looked at; whoever looks would walk through them again.
    await page.keyboard.press('Alt+W')
  }
  await showAll(lastStates)
}
