import { createHash } from 'node:crypto'
import type { Server } from 'node:http'
import { hostname, networkInterfaces } from 'node:os'
import { FirnError } from '../../shared/contract/errors.ts'

/** Tried first, so that a bookmark or a tunnel set up once goes on working. */
export const preferredPort = 7466

/** Listens and answers the port: the one asked for, else the preferred one, else any that is free. */
export async function listen(server: Server, address: string, port: number | undefined): Promise<number> {
  try {
    return await tryPort(server, address, port ?? preferredPort)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (port === undefined && (code === 'EADDRINUSE' || code === 'EACCES'))
      return await tryPort(server, address, 0)
    if (code === 'EADDRINUSE') {
      throw new FirnError('io', `Port ${port} is used by another program.`, {
        hint: 'Leave --port out to take one that is free.',
        cause: error,
      })
    }
    throw new FirnError('io', `Cannot listen on ${address}: ${(error as Error).message}.`, { cause: error })
  }
}

function tryPort(server: Server, address: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen({ host: address, port, exclusive: true }, () => {
      server.off('error', reject)
      const bound = server.address()
      resolve(typeof bound === 'object' && bound !== null ? bound.port : port)
    })
  })
}

const everywhere = new Set(['0.0.0.0', '::'])

export function isLoopback(address: string): boolean {
  return address === 'localhost' || address === '::1' || /^127\.\d+\.\d+\.\d+$/.test(address)
}

/** The names by which a server at this address may be asked. No others: a foreign name may point here too. */
export function namesOf(address: string): Set<string> {
  const names = new Set(['127.0.0.1', 'localhost', '[::1]'])
  if (!everywhere.has(address)) return names.add(bracketed(address))
  names.add(hostname().toLowerCase())
  for (const cards of Object.values(networkInterfaces()))
    for (const card of cards ?? []) names.add(bracketed(card.address))
  return names
}

/** An address as it stands in a link; one that means "everywhere" is this machine. */
export function bracketed(address: string): string {
  if (everywhere.has(address)) return '127.0.0.1'
  return address.includes(':') ? `[${address}]` : address.toLowerCase()
}

/** Cookies do not tell ports apart, so two servers on one machine (or behind two tunnels) need two names. */
export function cookieNameFor(store: string, port: number): string {
  const id = createHash('sha256').update(`${hostname()}\0${store}\0${port}`).digest('hex').slice(0, 16)
  return `firn-${id}`
}
