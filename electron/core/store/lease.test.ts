import { mkdir, readFile, readdir, utimes, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { needs } from '../testing/requirements.ts'
import { layout } from './layout.ts'
import { lifeOf, ownIdentity } from './process-identity.ts'
import { temporaryStore } from './testing/temporary.ts'

describe('who lives', () => {
  test('this process does, a reused number does not', async (test) => {
    needs(test, 'linux')
    const own = await ownIdentity()
    expect(await lifeOf(own)).toBe('alive')
    expect(await lifeOf({ ...own, started: '1' })).toBe('dead')
    expect(await lifeOf({ ...own, pid: 2 ** 22 + 1 })).toBe('dead')
    expect(await lifeOf({ ...own, place: 'another-boot pid:[1]' })).toBe('dead')
    expect(await lifeOf({ ...own, place: `${own.place?.split(' ')[0]} pid:[1]` })).toBe('unknown')
  })
})

describe('leases of others', () => {
  const lease = (writer: string, more: object) =>
    JSON.stringify({
      writer,
      kind: 'write',
      purpose: 'test',
      pid: process.pid,
      host: hostname(),
      actor: 'x',
      time: new Date().toISOString(),
      since: {},
      inputs: [],
      ...more,
    })

  test('stay while their writer may live, and go with what it left', async () => {
    const { path, reopen } = await temporaryStore()
    const leave = async (writer: string, text: string, daysAgo = 0) => {
      await mkdir(layout.writerStaging(path, writer), { recursive: true })
      await writeFile(join(layout.writerStaging(path, writer), 'unfinished'), 'x')
      await writeFile(layout.lease(path, writer), text)
      const then = new Date(Date.now() - daysAgo * 86_400_000)
      await utimes(layout.lease(path, writer), then, then)
    }
    await leave('alive', lease('alive', await ownIdentity()))
    await leave('dead', lease('dead', { pid: 2 ** 22 + 1 }))
    await leave('elsewhere', lease('elsewhere', { host: 'another-machine', pid: 1 }))
    await leave('elsewhere-old', lease('elsewhere-old', { host: 'another-machine', pid: 1 }), 2)
    await leave('half', '{"writer":')
    await leave('half-old', '{"writer":', 1)
    await mkdir(layout.writerStaging(path, 'orphan'), { recursive: true })
    await reopen()
    const left = ['alive', 'elsewhere', 'half']
    expect((await readdir(join(path, 'staging'))).toSorted()).toEqual(left)
    expect((await readdir(join(path, 'leases'))).toSorted()).toEqual(left.map((writer) => `${writer}.json`))
  })

  test('what a collection that died had set aside is given back', async () => {
    const { path, reopen } = await temporaryStore()
    const hash = 'ab'.repeat(32)
    const trash = join(layout.writerStaging(path, 'died'), 'trash')
    await mkdir(trash, { recursive: true })
    await writeFile(join(trash, hash), 'bytes')
    await writeFile(layout.lease(path, 'died'), lease('died', { kind: 'collect', pid: 2 ** 22 + 1 }))
    await reopen()
    expect(await readFile(layout.object(path, hash), 'utf8')).toBe('bytes')
    expect(await readdir(join(path, 'staging'))).toEqual([])
    expect(await readdir(join(path, 'leases'))).toEqual([])
  })
})
