import type { App } from '../../harness/app.ts'
import { expect, test } from '../../harness/test.ts'
import { outOfReach } from '../../pages/reach.ts'
import { walkScreens } from '../../pages/walk.ts'

// A window of 1280 x 800 at 200 %.
test.use({ withStore: false, viewport: { width: 640, height: 400 } })

test('at 200 % every control of every screen is in reach, and nothing scrolls sideways', async ({ app }) => {
  test.setTimeout(300_000)
  await app.page.emulateMedia({ reducedMotion: 'reduce' })
  await walkScreens(app, (name) => look(app, name))
})

const softly = expect.configure({ soft: true })

async function look({ page }: App, name: string): Promise<void> {
  // What opens beside a button comes to its place a moment later.
  await softly.poll(() => page.evaluate(outOfReach), { message: name, timeout: 5000 }).toEqual([])
}
