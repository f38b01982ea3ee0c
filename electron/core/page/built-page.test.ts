import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { pageAnswer } from './built-page.ts'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'firn-page-'))
})
afterEach(() => rm(folder, { recursive: true }))

const textOf = async (path: string) => {
  const { status, body, headers } = await pageAnswer(folder, path)
  return { status, text: body.toString('utf8'), type: headers['Content-Type'] }
}

test('the page comes with a nonce that its policy knows', async () => {
  await writeFile(join(folder, 'index.html'), '<style nonce="__CSP_NONCE__"></style>')
  const { status, body, headers } = await pageAnswer(folder, '/')
  const nonce = /nonce="([^"]+)"/.exec(body.toString('utf8'))?.[1]
  expect(status).toBe(200)
  expect(nonce).not.toBe('__CSP_NONCE__')
  expect(headers['Content-Security-Policy']).toContain(`'nonce-${nonce}'`)
})

test('a page that is gone, or cannot be read, is a page that says so', async () => {
  expect(await textOf('/')).toMatchObject({
    status: 404,
    type: 'text/html; charset=utf-8',
    text: expect.stringContaining('The files of the window are not there.') as string,
  })
  expect(await textOf('/missing.js')).toEqual({ status: 404, text: '', type: undefined })
  await rm(folder, { recursive: true })
  // Reading below a file that loops fails otherwise than with "not there".
  await writeFile(folder, '')
  expect((await textOf('/')).text).toContain('Firn cannot show its window')
  await rm(folder)
  await mkdir(folder)
})

test('the ground before the window is there is the ground of its themes', async () => {
  const read = (path: string) => readFile(new URL(`../../../${path}`, import.meta.url), 'utf8')
  const tokens = await read('renderer/styles/tokens.css')
  const grounds = [...tokens.matchAll(/--window: (#[0-9a-f]{6});/g)].map(([, colour]) => colour)
  const [light, dark] = grounds
  expect(new Set(grounds).size).toBe(2)
  for (const path of ['renderer/index.html', 'electron/desktop/theme.ts']) {
    const text = await read(path)
    for (const colour of [light, dark]) expect(text, path).toContain(colour)
  }
})
