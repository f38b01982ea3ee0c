import { expect, test } from '../harness/test.ts'
import { Query } from '../pages/query.ts'
import { Shell } from '../pages/shell.ts'
import { Start } from '../pages/start.ts'

test.use({ withStore: false })

test('jobs, results and errors are announced once, and nothing moves where people ask for that', async ({
  app,
}) => {
  const { page } = app
  const said = page.getByRole('status', { name: 'Announcements' })
  await page.emulateMedia({ reducedMotion: 'reduce' })
  await expect(page.getByRole('heading', { name: 'Firn' })).toBeVisible()
  // Before anything is said; in order, each text as often as it was put there.
  const heard = await said.evaluateHandle((region) => {
    const texts: string[] = []
    new MutationObserver(() => texts.push(region.textContent)).observe(region, { childList: true })
    return texts
  })

  await new Start(app).openSample()
  await expect(said).toHaveText('Sample store: done', { timeout: 60_000 })

  await new Shell(app).newQuery()
  const query = new Query(app)
  await query.run('SELECT * FROM "penguins"')
  await expect(said).toHaveText(/: 344 rows in \d/)
  await query.run('SELECT nothing FROM "penguins"')
  await expect(page.getByRole('alert')).toHaveCount(1)
  await expect(query.problem).toContainText('There is no column "nothing".')

  const texts = await heard.jsonValue()
  expect(texts.filter((text) => text === 'Sample store: done')).toHaveLength(1)
  expect(texts.filter((text) => /: 344 rows in \d/.test(text))).toHaveLength(1)
  // The error is an alert, which is read by itself.
  expect(texts.filter((text) => text.includes('nothing'))).toEqual([])

  const run = query.runButton
  const seconds = (name: string) =>
    run.evaluate((button, what) => getComputedStyle(button).getPropertyValue(what), name)
  expect(Number.parseFloat(await seconds('transition-duration'))).toBeLessThan(0.001)
  await page.keyboard.press('F1')
  const dialog = page.getByRole('dialog', { name: 'Keys' })
  const lasts = await dialog.evaluate((element) => getComputedStyle(element).animationDuration)
  expect(Number.parseFloat(lasts)).toBeLessThan(0.001)
  await page.keyboard.press('Escape')
  await page.emulateMedia({ reducedMotion: 'no-preference' })
  expect(await seconds('transition-duration')).toBe('0.08s')
})
