// First snapshot of a 1 GB file, durable and described, beside a plain copy with its hash.

import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { timed, warmMemory } from '../timing.mjs'

/** @type {import('../context.ts').Case} */
export const snapshotCase = async ({ firn, data }) => {
  warmMemory()
  const target = join(firn.home, 'copy.csv')
  /** @type {import('../../shared/contract/store.ts').SnapshotResult | undefined} */
  let result
  const ours = await timed(async () => {
    result = await firn.call('snapshot.take', { dataset: 'events', sources: [data.csv] })
  })
  let sum = ''
  const peer = await timed(async () => {
    execFileSync('cp', [data.csv, target])
    execFileSync('sync', [target])
    sum = execFileSync('sha256sum', [target], { encoding: 'utf8' }).slice(0, 64)
  })
  const { path } = await firn.call('snapshot.path', { reference: 'events' })
  const stored = execFileSync('sh', ['-c', `find "${path}" -type f | head -1 | xargs sha256sum`], {
    encoding: 'utf8',
  }).slice(0, 64)
  assert.equal(stored, sum)
  const again = await timed(() => firn.call('snapshot.take', { dataset: 'events', sources: [data.csv] }))
  assert.equal(result?.changed, true)
  return [
    {
      what: 'snapshot of 1 GB of CSV, every row read and typed',
      firn: ours,
      peer: 'cp, sync, sha256sum',
      peerMs: peer,
    },
    { what: 'the same again, unchanged', firn: again, peer: 'cp, sync, sha256sum', peerMs: peer },
  ]
}
