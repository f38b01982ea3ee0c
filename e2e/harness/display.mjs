import { spawn } from 'node:child_process'

/**
 * A screen for windows nobody sees. Answers its name, or undefined where there is a real one or none can be had.
 *
 * @returns {Promise<{ readonly name: string, close(): void } | undefined>}
 */
export async function openDisplay() {
  if (process.platform !== 'linux' || process.env.DISPLAY !== undefined) return undefined
  const server = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', '1600x1000x24', '-nolisten', 'tcp'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  })
  /** @type {string} */
  const number = await new Promise((resolve, reject) => {
    let text = ''
    server.once('error', reject)
    server.once('exit', (code) => reject(new Error(`Xvfb ended with ${code}`)))
    server.stdio[3]?.on('data', (/** @type {Buffer} */ some) => {
      text += some.toString('utf8')
      if (text.endsWith('\n')) resolve(text.trim())
    })
  })
  return { name: `:${number}`, close: () => void server.kill() }
}
