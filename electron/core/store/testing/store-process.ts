// A program of its own that works on a store, for tests that need several processes or kill one. Told what to
// do by its arguments; prints one JSON line per thing that the store has acknowledged.

import { writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { toWireError } from '../../../../shared/contract/errors.ts'
import { openStore, walkSources } from '../store.ts'
import { collectLater, take, wholeLife } from './whole-life.ts'

/** Straight to the descriptor: what is printed has left this process, even if it is killed next. */
function acknowledge(fact: object): void {
  writeSync(1, `${JSON.stringify(fact)}\n`)
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
  const store = await openStore(path)
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
