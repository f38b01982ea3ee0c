import { hostname, userInfo } from 'node:os'
import { bracketed } from './address.ts'

/**
 * How somebody who sits elsewhere reaches a server that only this machine can; undefined where they sit here, at
 * a screen of this machine.
 */
export function wayIn(
  { port, address }: { readonly port: number; readonly address: string },
  environment: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
): string | undefined {
  const overSsh = environment['SSH_CONNECTION']
  const hasScreen =
    platform !== 'linux' ||
    environment['DISPLAY'] !== undefined ||
    environment['WAYLAND_DISPLAY'] !== undefined
  if (overSsh === undefined && hasScreen) return undefined
  // Addresses and ports of both ends: the third is where the person has reached this machine.
  const machine = overSsh?.split(' ')[2] ?? hostname()
  const user = environment['USER'] ?? userInfo().username
  const there = bracketed(address)
  // At the other end the link must mean the same: what listens there is 127.0.0.1 where nothing is said.
  const here = there === '127.0.0.1' ? '' : `${there}:`
  return `ssh -N -L ${here}${port}:${there}:${port} ${user}@${machine}`
}
