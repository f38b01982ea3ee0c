// One build at a time, so that two commands started together do not both build. The lock is a courtesy, not
// what keeps dist/ whole: publishing is safe against another builder (see publish.mjs), so when in doubt
// about an owner the lock is taken over.

import { mkdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { workshop } from './places.mjs'

const lock = join(workshop, 'lock')
const heartbeat = 1_000
// A bundler may keep the event loop busy for seconds: far more than one missed beat before an owner is dead.
const silence = 20_000

function isOwnerDead() {
  try {
    const owner = Number(readFileSync(lock, 'utf8'))
    if (Date.now() - statSync(lock).mtimeMs > silence) return true
    // Between creating and writing the file is empty.
    if (owner === 0) return false
    process.kill(owner, 0)
    return false
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'ESRCH'
  }
}

function tryTake() {
  try {
    writeFileSync(lock, String(process.pid), { flag: 'wx' })
    return true
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EEXIST') throw error
    return false
  }
}

/**
 * Runs `work` while no other process of this checkout builds. Waits for as long as another one is at it.
 *
 * @template T
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function whileAlone(work) {
  mkdirSync(workshop, { recursive: true })
  while (!tryTake()) {
    if (isOwnerDead()) rmSync(lock, { force: true })
    else await sleep(50)
  }
  const release = () => rmSync(lock, { force: true })
  const beat = setInterval(() => {
    try {
      utimesSync(lock, new Date(), new Date())
    } catch {
      // Taken over after a long silence: the other builder's lock is none of ours.
    }
  }, heartbeat)
  process.once('exit', release)
  try {
    return await work()
  } finally {
    clearInterval(beat)
    process.off('exit', release)
    release()
  }
}
