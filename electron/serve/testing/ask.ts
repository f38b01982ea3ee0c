import { request } from 'node:http'

export interface Asked {
  readonly port: number
  readonly method?: string
  readonly path?: string
  /** `undefined` leaves a header out; Host is set by hand, unlike in any client library. */
  readonly headers?: Readonly<Record<string, string | undefined>>
  readonly body?: string
  readonly upgrade?: boolean
}

export interface Answered {
  /** 101 when the server switched protocols. */
  readonly status: number
  readonly headers: NodeJS.Dict<string | string[]>
  readonly body: string
}

const upgradeHeaders = {
  Connection: 'Upgrade',
  Upgrade: 'websocket',
  'Sec-WebSocket-Version': '13',
  'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
}

/** Sends one request exactly as described, as an attacker's program would. */
export function ask({
  port,
  method = 'GET',
  path = '/',
  headers = {},
  body,
  upgrade = false,
}: Asked): Promise<Answered> {
  const given = Object.entries({ ...headers, ...(upgrade ? upgradeHeaders : {}) }).filter(
    ([, value]) => value !== undefined,
  )
  return new Promise((resolve, reject) => {
    const asked = request({
      host: '127.0.0.1',
      port,
      method,
      path,
      agent: false,
      setHost: false,
      headers: Object.fromEntries(given) as Record<string, string>,
    })
    asked.on('error', reject)
    asked.on('upgrade', (response, socket) => {
      socket.destroy()
      resolve({ status: 101, headers: response.headers, body: '' })
    })
    asked.on('response', (response) => {
      let text = ''
      response.setEncoding('utf8')
      response.on('data', (some: string) => {
        text += some
      })
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }),
      )
      response.on('error', reject)
    })
    asked.end(body)
  })
}

/** Uses a link as a browser does; answers the cookie it got. */
export async function cookieFrom(link: string): Promise<string> {
  const { port, host, pathname, search } = new URL(link)
  const answer = await ask({ port: Number(port), path: `${pathname}${search}`, headers: { Host: host } })
  const [cookie = ''] = answer.headers['set-cookie'] ?? []
  return cookie.split(';')[0] ?? ''
}
