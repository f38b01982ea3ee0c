import { appendFile, chmod, mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { layout } from './layout.ts'
import { Proofs } from './proof.ts'
import { snapshot, temporaryFolder, temporaryStore, writeFiles } from './testing/temporary.ts'

const day = 24 * 60 * 60 * 1000
const second = 1_000_000_000n

describe('proofs', () => {
  const now = Date.parse('2026-03-01T12:00:00Z')
  const file = (changed: bigint) => ({ size: 3, mtimeNs: changed, ctimeNs: changed, ino: 7n })
  const old = file(BigInt(now) * 1_000_000n - 10n * second + 1n)
  const name = 'a'.repeat(64)

  test('hold for this size, time and inode, and seven days', async () => {
    let clock = now
    const proofs = new Proofs(await temporaryFolder(), 'here', () => clock)
    expect(await proofs.holds(name, old)).toBe(false)
    await proofs.note(name, old, 'read', now)
    expect(await proofs.holds(name, old)).toBe(true)
    for (const changed of [{ size: 4 }, { mtimeNs: 1n }, { ctimeNs: 1n }, { ino: 8n }])
      expect(await proofs.holds(name, { ...old, ...changed })).toBe(false)
    clock = now + 7 * day - 1
    expect(await proofs.holds(name, old)).toBe(true)
    clock = now + 7 * day
    expect(await proofs.holds(name, old)).toBe(false)
    expect(await proofs.heldOnce(name, old)).toBe(true)
    clock = now - 2 * day
    expect(await proofs.holds(name, old)).toBe(false)
  })

  test('are forgotten when the bytes turned out to be others, by those that open the store later as well', async () => {
    const folder = await temporaryFolder()
    const proofs = new Proofs(folder, 'here', () => now)
    await proofs.note(name, old, 'read', now)
    await proofs.flush()
    await proofs.forget(name)
    await proofs.flush()
    for (const each of [proofs, new Proofs(folder, 'here', () => now)])
      expect(await each.heldOnce(name, old)).toBe(false)
    await proofs.note(name, old, 'read', now)
    expect(await proofs.holds(name, old)).toBe(true)
  })

  test('are not made for a file that has just changed, unless it was written here', async () => {
    const proofs = new Proofs(await temporaryFolder(), 'here', () => now)
    const fresh = file(BigInt(now) * 1_000_000n - second + 1n)
    await proofs.note(name, fresh, 'read', now)
    expect(await proofs.holds(name, fresh)).toBe(false)
    await proofs.note(name, fresh, 'written', now)
    expect(await proofs.holds(name, fresh)).toBe(true)
    // A file system that keeps whole seconds only would not show a change in the same one.
    const coarse = file(BigInt(now) * 1_000_000n - second)
    await proofs.note(name, coarse, 'written', now)
    expect(await proofs.holds(name, coarse)).toBe(false)
  })

  test('are read by other processes of this machine, not by other machines, and damage is passed over', async () => {
    const folder = await temporaryFolder()
    const one = new Proofs(folder, 'here', () => now)
    const other = new Proofs(folder, 'here', () => now)
    expect(await other.holds(name, old)).toBe(false)
    await one.note(name, old, 'read', now)
    await one.flush()
    expect(await other.holds(name, old)).toBe(true)
    expect(await new Proofs(folder, 'there', () => now).holds(name, old)).toBe(false)
    const [machine] = await readdir(folder)
    await appendFile(join(folder, machine ?? '', 'aa'), `${name} 3 nonsense\n\u0000\n`)
    expect(await new Proofs(folder, 'here', () => now).holds(name, old)).toBe(true)
  })
})

describe('objects', () => {
  test('are hashed before use when there is no proof, and not again when there is one', async () => {
    const { folder, path, store, reopen } = await temporaryStore()
    await writeFiles(folder, { 'a.csv': 'a\n1\n' })
    await snapshot(store, 'events', [join(folder, 'a.csv')])
    const [entry] = await store.tree(await store.resolve('events'))
    const hash = entry?.sha256 ?? ''
    const hashed = async (opened = store) => {
      let bytes = 0
      await opened.objectPath(hash, { onBytes: (more) => (bytes += more) })
      return bytes
    }
    expect(await hashed()).toBe(0)
    await rm(join(path, 'cache'), { recursive: true })
    expect(await hashed(await reopen())).toBe(4)
    // Rewritten with the same bytes: another ctime, so it is hashed again, and for 2 s each time.
    await chmod(layout.object(path, hash), 0o644)
    await writeFile(layout.object(path, hash), 'a\n1\n')
    expect([await hashed(), await hashed()]).toEqual([4, 4])
    await sleep(2_050)
    expect([await hashed(), await hashed()]).toEqual([4, 0])
    await mkdir(join(path, 'cache'), { recursive: true })
  })
})
