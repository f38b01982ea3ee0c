import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { codeFromText } from '../../attempts/code.ts'
import { tryInPage } from '../../attempts/try-in-page.ts'
import { payloads } from '../../harness/payloads.ts'
import { setTrap } from '../../harness/trap.ts'
import { expect, test } from '../../harness/test.ts'

/*
 * What the tests of hostile texts and of the desktop's policy would see if something got through: in a page without
 * any protection the same payloads and the same attempts do run, and are caught.
 */

test('payloads run where nothing protects a page, and the trap catches them', async ({ machine }) => {
  expect(payloads.length).toBeGreaterThanOrEqual(300)
  const lowered = payloads.map(({ text }) => text.toLowerCase())
  expect(new Set(lowered).size).toBe(payloads.length)
  const context = await (await machine.browser()).newContext()
  const page = await context.newPage()
  await context.route('**/*', (route) => route.fulfill({ contentType: 'text/html', body: '<p>x</p>' }))
  await page.goto('http://firn.invalid/')
  const trap = await setTrap(page)
  // Some of them would lead the page away from the trap.
  const staying = payloads.map(({ text }) => text).filter((text) => !/refresh/.test(text))
  await page.evaluate((all) => {
    for (const text of all) document.body.appendChild(document.createElement('div')).innerHTML = text
  }, staying)
  const caught = (kind: string) =>
    trap.caught().then((all) => new Set(all.filter((one) => one.startsWith(kind))).size)
  await expect.poll(() => caught('ran: ')).toBeGreaterThan(60)
  expect(await caught('markup: ')).toBeGreaterThan(150)
  expect(await caught('request: ')).toBeGreaterThan(2)
  await context.close()
})

test('text becomes code where no policy forbids it', async ({ machine }) => {
  const context = await (await machine.browser()).newContext()
  const page = await context.newPage()
  await context.route('**/*', (route) => route.fulfill({ contentType: 'text/html', body: '<p>x</p>' }))
  await page.goto('http://localhost/')
  const outcomes = await tryInPage(page, codeFromText, undefined)
  expect(outcomes).toMatchObject({
    style: 'did: 1',
    base: 'did: https://example.invalid/',
    wasm: 'did: [object WebAssembly.Module]',
  })
  const ran = await page.evaluate(() => document.documentElement.dataset['ran'] ?? '')
  // What ran before the document was written anew is gone with the one before.
  const after = ['write', 'late text', 'module', 'blob', 'module blob', 'data']
  expect(ran.split(';')).toEqual(expect.arrayContaining(after))
  await context.close()
})

test('the built page has one place where text could become code, and nobody goes there', async () => {
  const dist = fileURLToPath(new URL('../../../dist', import.meta.url))
  // What was built last; of builds before, files lie there for programs that still run.
  const { files } = JSON.parse(await readFile(join(dist, '.renderer.json'), 'utf8')) as { files: string[] }
  const places: string[] = []
  for (const name of files.filter((one) => one.endsWith('.js'))) {
    const text = await readFile(join(dist, name), 'utf8')
    for (const { index } of text.matchAll(
      /(?<![\w.$])(?:new )?Function\(|(?<![\w.$])eval\(|set(?:Timeout|Interval)\(["'`]|document\.write\(|srcdoc|createContextualFragment|parseFromString/g,
    ))
      places.push(text.slice(index, index + 30))
  }
  // AG Grid's: columns may be defined by expressions in a text. Ours are defined by functions.
  expect(places.map((place) => place.replaceAll('\n', ' '))).toEqual(['Function(`x, ctx, oldValue, ne'])
})
