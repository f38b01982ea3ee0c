// A program of its own that works on a store, for tests that need several processes or kill one. Told what to
// do by its arguments; prints one JSON line per thing that the store has acknowledged.

import { writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { toWireError } from '../../../../shared/contract/errors.ts'
import { type Disk, realDisk } from '../durable.ts'
import { type SnapshotDraft, type Store, type Writer, openStore, walkSources } from '../store.ts'
import { collectLater, take, wholeLife } from './whole-life.ts'

/** Straight to the descriptor: what is printed has left this process, even if it is killed next. */
function acknowledge(fact: object): void {
  writeSync(1, `${JSON.stringify(fact)}\n`)
}

/** One step that makes a version of `orders` and one of `users`. */
async function takeTogether(store: Store, folder: string, text: string): Promise<void> {
  const parts: { readonly writer: Writer; readonly draft: SnapshotDraft }[] = []
  try {
    for (const dataset of ['orders', 'users']) {
      const file = join(folder, `${dataset}.csv`)
      writeFileSync(file, `${dataset} ${text}\n`)
      const writer = await store.begin(`snapshot ${dataset}`)
      const taken = await writer.takeFiles(await walkSources([file]))
      const tree = await writer.writeTree(taken.entries)
      parts.push({ writer, draft: { dataset, kind: 'raw', tree, tables: [] } })
    }
    const committed = await store.commitTogether(parts)
    acknowledge({ versions: committed.map(({ version }) => version) })
  } finally {
    for (const { writer } of parts) await writer.release()
  }
}

/** A disk on which this process is killed after so many entries were linked into logs. */
function diskKilling(after: number): Disk {
  let entries = 0
  return {
    ...realDisk,
    async link(from, to) {
      const outcome = await realDisk.link(from, to)
      if (to.includes('/log/') && (entries += 1) === after) process.kill(process.pid, 'SIGKILL')
      return outcome
    },
  }
}

const [command, path = '', dataset = '', source = '', ...more] = process.argv.slice(2)

async function run(): Promise<void> {
  const [count = '1', label = ''] = more
  if (command === 'walk') {
    acknowledge({ files: (await walkSources([source])).length })
    return
  }
  // For tests that kill it somewhere on the way.
  if (command === 'whole-life') {
    await wholeLife(path, dataset, source, acknowledge)
    return
  }
  const [, , killAfter] = more
  const store = await openStore(path, killAfter === undefined ? {} : { disk: diskKilling(Number(killAfter)) })
  switch (command) {
    case 'open':
      acknowledge({ readOnly: store.readOnly ?? null, datasets: (await store.datasets()).length })
      break
    case 'take':
      await take(store, dataset, source, acknowledge)
      break
    case 'commits':
      for (let number = 1; number <= Number(count); number += 1) {
        const file = join(source, `${label}.csv`)
        writeFileSync(file, `${label} ${number}\n`)
        await take(store, dataset, file, acknowledge)
      }
      break
    case 'together':
      for (let number = 1; number <= Number(count); number += 1)
        await takeTogether(store, source, `${label} ${number}`)
      break
    case 'sets':
      for (let number = 1; number <= Number(count); number += 1) {
        const members = ['orders', 'users']
        const { version } = await store.makeSet({ dataset, members, program: 'test' })
        acknowledge({ dataset, version })
      }
      break
    case 'fill':
      for (let number = 1; number <= Number(count); number += 1)
        await take(store, dataset, join(source, `${number}`), acknowledge)
      break
    case 'clear': {
      acknowledge({ expired: (await store.expire(dataset, { keep: { last: 1 } })).expired })
      await store.collect()
      acknowledge({ collected: await collectLater(path) })
      break
    }
    case 'hold': {
      const writer = await store.begin('held')
      writeFileSync(join(writer.staging, 'unfinished'), 'x')
      acknowledge({ writer: writer.id })
      await new Promise((resolve) => setTimeout(resolve, 60_000))
      break
    }
    default:
      throw new Error(`unknown command ${command}`)
  }
  await store.close()
}

run().catch((error: unknown) => {
  acknowledge({ error: toWireError(error) })
  process.exitCode = 1
})
