import { spawnSync } from 'node:child_process'
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { builtFolder } from '../../core/process/entry-files.ts'
import { count, patience } from '../../core/testing/counts.ts'

// 25,000 took 237 MB when this was written. 200,000 still take 1.1 GB, although little of that is in use: they are
// wanted within the same limit.
const files = count({ everyday: 1_200, soak: 25_000 })
const inFolder = 1_000
const mostMemory = 400_000_000

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'firn-many-'))
  for (let number = 0; number < files; number += 1) {
    if (number % inFolder === 0) mkdirSync(placeOf(number), { recursive: true })
    writeFileSync(fileOf(number), `note ${number}\n`)
  }
  // Tells what the command needed of memory, by the number of its process.
  writeFileSync(
    join(folder, 'peak.cjs'),
    `process.on('exit', () => require('fs').writeFileSync(process.env.PEAK + process.pid, String(process.resourceUsage().maxRSS)))`,
  )
}, patience(60_000))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const placeOf = (number: number) => join(folder, 'notes', String(Math.floor(number / inFolder)))
const fileOf = (number: number) => join(placeOf(number), `${String(number).padStart(6, '0')}.note`)

/** Runs a command; answers what it printed and its peak of memory in bytes. */
function firn(...args: string[]) {
  const peak = join(folder, 'peak-')
  const env = {
    ...process.env,
    FIRN_STORE: join(folder, 'store'),
    FIRN_STATE: join(folder, 'state'),
    NODE_OPTIONS: `--require ${join(folder, 'peak.cjs')}`,
    PEAK: peak,
  }
  const main = join(builtFolder(), 'cli', 'main.js')
  const { stdout, pid } = spawnSync(process.execPath, [main, ...args, '--json'], { encoding: 'utf8', env })
  return { said: JSON.parse(stdout) as unknown, memory: 1024 * Number(readFileSync(`${peak}${pid}`, 'utf8')) }
}

const objects = () =>
  readdirSync(join(folder, 'store', 'objects'), { recursive: true, encoding: 'utf8' }).filter(
    (name) => name.length > 60,
  ).length

it(
  'takes a folder of very many small files in little memory, and a few changes as a few objects',
  () => {
    firn('init')
    const first = firn('snapshot', 'notes', join(folder, 'notes'))
    expect(first.said).toMatchObject({ version: 1, files })
    expect(first.memory).toBeLessThan(mostMemory)
    const before = objects()
    for (let change = 0; change < 10; change += 1)
      appendFileSync(fileOf(Math.floor((change * files) / 10)), 'changed\n')
    const second = firn('snapshot', 'notes', join(folder, 'notes'))
    expect(second.said).toMatchObject({
      version: 2,
      files,
      newBytes: 10 * 'note 0\nchanged\n'.length + digits(),
    })
    expect(second.memory).toBeLessThan(mostMemory)
    // Ten files, at most as many ranges of the tree, its root and the snapshot.
    expect(objects() - before).toBeLessThanOrEqual(22)
    expect(firn('verify').said).toMatchObject({ ok: true })
  },
  patience(120_000),
)

/** Digits of the changed files' numbers beyond their first. */
function digits(): number {
  return Array.from(
    { length: 10 },
    (_, change) => String(Math.floor((change * files) / 10)).length - 1,
  ).reduce((sum, more) => sum + more, 0)
}
