import { Worker } from 'node:worker_threads'
import { type Hashing, hashingHere } from './hashing.ts'
import type { HashingAnswer, HashingQuestion, SharedBytes } from './hashing-messages.ts'

/**
 * Hashes in two threads: one the pieces, the other the file as a whole, so that a file in pieces takes as long as
 * one hash of it. Where threads cannot be started it hashes here. `entry` is the built file of the thread.
 */
export async function hashingInThreads(entry: string): Promise<Hashing> {
  const started = await Promise.allSettled([startThread(entry), startThread(entry)])
  const threads = started.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
  const [pieces, wholes] = threads
  if (pieces === undefined || wholes === undefined) {
    for (const thread of threads) await thread.end()
    return hashingHere()
  }
  let hashes = 0
  return {
    async piece(bytes) {
      const answer = await pieces.ask((id) => ({ id, kind: 'piece', bytes: sharedBytes(bytes) }))
      if (answer.kind !== 'piece') throw new Error('A hashing thread gave the answer to something else.')
      return answer.hashed
    },
    whole() {
      hashes += 1
      const hash = hashes
      return {
        async add(bytes) {
          await wholes.ask((id) => ({ id, kind: 'add', hash, bytes: sharedBytes(bytes) }))
        },
        async digest() {
          const answer = await wholes.ask((id) => ({ id, kind: 'digest', hash }))
          if (answer.kind !== 'digest') throw new Error('A hashing thread gave the answer to something else.')
          return answer.sha256
        },
      }
    },
    async close() {
      await Promise.all([pieces.end(), wholes.end()])
    },
  }
}

interface Thread {
  /** Asks at once, in the order of the calls. Rejects when the thread dies. */
  ask(question: (id: number) => HashingQuestion): Promise<HashingAnswer>
  end(): Promise<void>
}

interface Waiting {
  resolve(answer: HashingAnswer): void
  reject(error: Error): void
}

async function startThread(entry: string): Promise<Thread> {
  const worker = new Worker(entry)
  const waiting = new Map<number, Waiting>()
  let asked = 0
  let dead: Error | undefined
  const die = (error: Error) => {
    dead ??= error
    for (const { reject } of waiting.values()) reject(dead)
    waiting.clear()
  }
  await new Promise<void>((resolve, reject) => {
    worker.on('message', (answer: HashingAnswer) => {
      if (answer.kind === 'ready') {
        resolve()
        return
      }
      waiting.get(answer.id)?.resolve(answer)
      waiting.delete(answer.id)
    })
    worker.on('error', (error) => {
      die(error)
      reject(error)
    })
    worker.on('exit', () => {
      const error = new Error('A hashing thread has ended.')
      die(error)
      reject(error)
    })
  })
  return {
    ask(question) {
      return new Promise((resolve, reject) => {
        if (dead !== undefined) {
          reject(dead)
          return
        }
        asked += 1
        waiting.set(asked, { resolve, reject })
        worker.postMessage(question(asked))
      })
    },
    async end() {
      await worker.terminate()
    },
  }
}

function sharedBytes(bytes: Buffer): SharedBytes {
  const memory = bytes.buffer
  if (!(memory instanceof SharedArrayBuffer)) throw new Error('These bytes cannot be seen by other threads.')
  return { memory, offset: bytes.byteOffset, length: bytes.length }
}
