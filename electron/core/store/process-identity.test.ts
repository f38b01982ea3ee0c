import { execFileSync } from 'node:child_process'
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { needs } from '../testing/requirements.ts'
import { lifeOf, ownIdentity } from './process-identity.ts'

test('this process is alive, and one that ended is dead', async () => {
  const own = await ownIdentity()
  expect(await lifeOf(own)).toBe('alive')
  const ended = Number(execFileSync(process.execPath, ['-p', 'process.pid'], { encoding: 'utf8' }))
  expect(await lifeOf({ ...own, pid: ended })).toBe('dead')
})

test('where `ps` tells the start, language and time zone of who asks do not matter', async (test) => {
  needs(test, 'linux')
  const folder = await mkdtemp(join(tmpdir(), 'firn-ps-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  // As the one of macOS: a date in the words and the zone of its environment.
  await writeFile(join(folder, 'ps'), '#!/bin/sh\necho "started ${LC_ALL:-$LANG} ${TZ:-here}"\n')
  await chmod(join(folder, 'ps'), 0o755)
  vi.spyOn(process, 'platform', 'get').mockReturnValue('darwin')
  vi.stubEnv('PATH', `${folder}${delimiter}${process.env['PATH'] ?? ''}`)
  onTestFinished(() => {
    vi.restoreAllMocks()
    vi.unstubAllEnvs()
  })
  const environments = [
    { LANG: '', LC_ALL: '', TZ: 'UTC' },
    { LANG: 'de_DE.UTF-8', LC_ALL: '', TZ: 'Europe/Berlin' },
    { LANG: 'en_US.UTF-8', LC_ALL: 'fr_FR.UTF-8', TZ: 'Asia/Tokyo' },
  ]
  const told = new Set<string | undefined>()
  for (const environment of environments) {
    for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value)
    told.add((await ownIdentity()).started)
  }
  expect([...told]).toEqual(['started C UTC'])
})
