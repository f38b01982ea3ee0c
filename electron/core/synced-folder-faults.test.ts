import { spawnSync } from 'node:child_process'
import { copyFile, cp, readFile, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { builtFolder } from './process/entry-files.ts'
import { openTestEngine } from './testing/open-engine.ts'

test('conflict copies of a synced folder are named when it is opened and verified, and never read', async (context) => {
  const engine = await openTestEngine()
  context.onTestFinished(() => engine.close())
  const { call, store } = engine
  const source = join(engine.folder, 'good.csv')
  for (const text of ['id\n1\n', 'id\n1\n2\n']) {
    await writeFile(source, text)
    await call('snapshot.take', { dataset: 'good', sources: [source] })
  }
  expect(await call('store.info', {})).not.toHaveProperty('strangers')
  const history = await call('dataset.log', { dataset: 'good' })

  const log = join(store, 'datasets', 'good', 'log')
  const objects = join(store, 'objects')
  const object = (await readdir(objects, { recursive: true })).find((name) => name.length > 60) ?? ''
  // The other machine's third entry is another one than the one that this machine is about to write.
  const other = (await readFile(join(log, '0000000003.json'), 'utf8')).replace('"number":3', '"number":4')
  const copies = [
    join(store, "firn (Ada's conflicted copy 2026-03-01).json"),
    join(store, 'datasets', 'good', 'log (1)'),
    join(log, '0000000003 (1).json'),
    join(log, '0000000004.sync-conflict-20260301-120000-ABCDEFG.json'),
    join(log, '0000000004-machine-2.json'),
    `${join(objects, object)} (conflicted copy)`,
  ]
  for (const copy of copies) {
    if (copy.endsWith('log (1)')) await cp(log, copy, { recursive: true })
    else if (copy.startsWith(objects)) await copyFile(join(objects, object), copy)
    else if (copy.startsWith(join(store, 'firn'))) await copyFile(join(store, 'firn.json'), copy)
    else await writeFile(copy, other)
  }
  // What a file manager leaves is none.
  for (const folder of [store, log, objects]) await writeFile(join(folder, '.DS_Store'), 'x')

  const named = (await call('store.info', {})).strangers
  expect(named?.toSorted()).toEqual(copies.toSorted())
  const { ok, findings } = await call('store.verify', {})
  expect(ok).toBe(false)
  expect(findings.map(({ object: file }) => file).toSorted()).toEqual(copies.toSorted())
  for (const { kind, message, object: file } of findings) {
    expect(kind).toBe('unexpected-file')
    expect(message).toContain(file.endsWith('machine-2.json') ? 'is not an entry' : 'is a conflict copy')
  }

  // They say nothing, and nothing removes them.
  expect(await call('dataset.log', { dataset: 'good' })).toEqual(history)
  await writeFile(source, 'id\n3\n')
  expect(await call('snapshot.take', { dataset: 'good', sources: [source] })).toMatchObject({ version: 3 })
  const { entries } = await call('dataset.log', { dataset: 'good' })
  expect(entries.map(({ number }) => number)).toEqual([4, 3, 2, 1])
  await call('store.collect', {})
  expect((await call('store.info', {})).strangers?.length).toBe(copies.length)

  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(builtFolder(), 'cli', 'main.js'), 'list', '--json', '--store', store],
    { encoding: 'utf8', env: { ...process.env, FIRN_STATE: join(engine.folder, 'cli-state') } },
  )
  expect(status).toBe(0)
  expect(JSON.parse(stdout)).toMatchObject({ datasets: [{ name: 'good', versions: 3 }] })
  for (const copy of copies) expect(stderr).toContain(copy)
})
