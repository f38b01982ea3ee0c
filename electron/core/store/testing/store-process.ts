// A program of its own that works on a store, for tests that need several processes or kill one. Told what to
// do by its arguments; prints one JSON line per thing that the store has acknowledged.

import { writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { toWireError } from '../../../../shared/contract/errors.ts'
import { type Store, openStore, walkSources } from '../store.ts'

/** Straight to the descriptor: what is printed has left this process, even if it is killed next. */
function acknowledge(fact: object): void {
  writeSync(1, `${JSON.stringify(fact)}\n`)
}

async function take(store: Store, dataset: string, source: string, tag?: string): Promise<void> {
  const writer = await store.begin(`snapshot ${dataset}`)
  try {
    const taken = await writer.takeFiles(await walkSources([source]))
    const tree = await writer.writeTree(taken.entries)
    const draft = { dataset, kind: 'raw', tree, tables: [], message: source } as const
    const { version, id, changed } = await writer.commitSnapshot({
      ...draft,
      ...(tag === undefined ? {} : { tag }),
    })
    acknowledge({ dataset, version, id, changed, ...(tag === undefined ? {} : { tag }) })
  } finally {
    await writer.release()
  }
}

/** Collects as if a day had passed. Returns how many objects are gone. */
async function collectLater(path: string): Promise<number> {
  const later = await openStore(path, { clock: () => Date.now() + 25 * 60 * 60 * 1000 })
  const { objects } = await later.collect()
  await later.close()
  return objects
}

const [command, path = '', dataset = '', source = '', ...more] = process.argv.slice(2)

async function run(): Promise<void> {
  const [count = '1', label = ''] = more
  if (command === 'walk') {
    acknowledge({ files: (await walkSources([source])).length })
    return
  }
  const store = await openStore(path)
  switch (command) {
    case 'open':
      acknowledge({ readOnly: store.readOnly ?? null, datasets: (await store.datasets()).length })
      break
    case 'take':
      await take(store, dataset, source)
      break
    case 'commits':
      for (let number = 1; number <= Number(count); number += 1) {
        const file = join(source, `${label}.csv`)
        writeFileSync(file, `${label} ${number}\n`)
        await take(store, dataset, file)
      }
      break
    // Everything that writes, for tests that kill it somewhere on the way.
    case 'everything':
      await take(store, dataset, join(source, 'first'), 'prod')
      await take(store, dataset, join(source, 'second'))
      acknowledge({ tagged: (await store.tag(`${dataset}@v2`, 'prod')).changed })
      acknowledge({ expired: (await store.expire(dataset, { keep: { last: 1 } })).expired })
      await store.collect()
      acknowledge({ collected: await collectLater(path) })
      break
    case 'fill':
      for (let number = 1; number <= Number(count); number += 1)
        await take(store, dataset, join(source, `${number}`))
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
