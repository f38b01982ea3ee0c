import { expect, test } from '../harness/test.ts'

test('a window opens on the store and its engine answers', async ({ app }) => {
  await expect(app.page).toHaveTitle(/Firn/)
  const info = await app.call('application.info', {})
  expect(info.host).toBe(app.host)
  expect(info.version).toMatch(/^\d+\.\d+\.\d+/)
})

test('the page knows its nonce and runs under its policy', async ({ app }) => {
  const nonce = await app.page.locator('meta[name="csp-nonce"]').getAttribute('content')
  expect(nonce).toMatch(/^[\w+/]{22}==$/)
  const policy = await app.page.evaluate(async () =>
    (await fetch('./')).headers.get('content-security-policy'),
  )
  expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self' 'nonce-")
  expect(policy).toContain("require-trusted-types-for 'script'")
})
