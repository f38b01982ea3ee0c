// One way to time: touch memory first (virtual machines give freed memory back to their host, and touching it
// again is several times slower), then run in turn with the peer and take medians.

/**
 * Runs two things in turn and returns their median times in milliseconds.
 * @param {() => Promise<unknown>} ours
 * @param {() => Promise<unknown>} peer
 * @param {number} runs
 */
export async function inTurn(ours, peer, runs = 3) {
  const times = { ours: /** @type {number[]} */ ([]), peer: /** @type {number[]} */ ([]) }
  for (let run = 0; run < runs; run += 1) {
    times.ours.push(await timed(ours))
    times.peer.push(await timed(peer))
  }
  return { ours: median(times.ours), peer: median(times.peer) }
}

/** @param {() => Promise<unknown>} action */
export async function timed(action) {
  const start = performance.now()
  await action()
  return performance.now() - start
}

/** @param {readonly number[]} values */
export function median(values) {
  return quantile(values, 0.5)
}

/**
 * @param {readonly number[]} values
 * @param {number} share
 */
export function quantile(values, share) {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}

/** Touches a gigabyte once. */
export function warmMemory() {
  Buffer.alloc(1 << 30, 1)
}
