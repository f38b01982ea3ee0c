import { createHash, type Hash } from 'node:crypto'
import { parentPort } from 'node:worker_threads'
import { hashPiece } from './hashing.ts'
import type { HashingAnswer, HashingQuestion, SharedBytes } from './hashing-messages.ts'

/* The entry of a hashing thread: it answers questions in their order. */

const running = new Map<number, Hash>()

parentPort?.on('message', (question: HashingQuestion) => {
  parentPort?.postMessage(answerTo(question))
})
parentPort?.postMessage({ kind: 'ready' } satisfies HashingAnswer)

function answerTo(question: HashingQuestion): HashingAnswer {
  const { id, kind } = question
  if (kind === 'piece') return { kind, id, hashed: hashPiece(bytesOf(question.bytes)) }
  const hash = running.get(question.hash) ?? createHash('sha256')
  if (kind === 'add') {
    running.set(question.hash, hash.update(bytesOf(question.bytes)))
    return { kind, id }
  }
  running.delete(question.hash)
  return { kind, id, sha256: hash.digest('hex') }
}

function bytesOf({ memory, offset, length }: SharedBytes): Buffer {
  return Buffer.from(memory, offset, length)
}
