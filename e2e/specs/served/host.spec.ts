import { expect, test } from '../../harness/test.ts'

test('a page in a browser has no dialogs of the system', async ({ app }) => {
  for (const name of ['host.chooseFiles', 'host.chooseFolder', 'host.chooseSaveTarget', 'host.anything']) {
    await expect(app.callAny(name, {})).rejects.toThrow('not-allowed')
  }
})

test('a page without the cookie is told what to do, and gets nothing', async ({ app, playwright }) => {
  const { origin } = new URL(app.page.url())
  const stranger = await playwright.request.newContext()
  const answer = await stranger.get(origin)
  expect(answer.status()).toBe(401)
  expect(await answer.text()).toContain('firn serve')
  await stranger.dispose()
})
