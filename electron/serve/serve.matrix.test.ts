import { afterAll, beforeAll, expect, test } from 'vitest'
import { ask } from './testing/ask.ts'
import { startTestServer, type TestServer } from './testing/served-window.ts'

/** No web page can drive it: every combination of Host, Origin, cookie, method and WebSocket. */

let server: TestServer

beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server.end())

const hosts = (port: number) => [
  { host: `127.0.0.1:${port}`, ours: true },
  { host: `localhost:${port}`, ours: true },
  { host: `LOCALHOST:${port}`, ours: true },
  { host: `[::1]:${port}`, ours: true },
  { host: 'localhost:9000', ours: true }, // through a tunnel
  { host: '127.0.0.1', ours: true },
  { host: `evil.example:${port}`, ours: false },
  { host: `127.0.0.1.evil.example:${port}`, ours: false },
  { host: `localhost.:${port}`, ours: false },
  { host: `evil@127.0.0.1:${port}`, ours: false },
  { host: '', ours: false },
]

const origins = (host: string) => [
  { origin: undefined, ours: 'absent' as const },
  { origin: `http://${host}`, ours: true as const },
  { origin: `https://${host}`, ours: false as const },
  { origin: 'http://evil.example', ours: false as const },
  { origin: 'http://localhost:1', ours: false as const },
  { origin: 'null', ours: false as const },
  { origin: '', ours: false as const },
]

const cookies = ({ cookie }: TestServer) => [
  { cookie: undefined, ours: false },
  { cookie: `${cookie.split('=')[0]}=${'A'.repeat(43)}`, ours: false },
  { cookie: `other=${cookie.split('=')[1]}`, ours: false },
  { cookie: cookie.slice(0, -1), ours: false },
  { cookie: `first=1; ${cookie}; last=2`, ours: true },
]

const requests = [
  { method: 'GET', path: '/', changes: false, good: [200, 404] },
  { method: 'HEAD', path: '/', changes: false, good: [200, 404] },
  { method: 'GET', path: '/assets/none.js', changes: false, good: [404] },
  { method: 'GET', path: '/download/none/file.csv', changes: false, good: [404] },
  { method: 'PUT', path: '/upload/matrix-batch/a.txt', changes: true, good: [201, 409] },
  { method: 'POST', path: '/upload/no-such-batch/done', changes: true, good: [404] },
  { method: 'POST', path: '/engine', changes: true, good: [405] },
  { method: 'DELETE', path: '/', changes: true, good: [405] },
  { method: 'OPTIONS', path: '/', changes: true, good: [405] },
  { method: 'GET', path: '/engine', changes: false, good: [426] },
  { method: 'GET', path: '/engine', changes: true, good: [101], upgrade: true },
  { method: 'GET', path: '/engine?line=new', changes: true, good: [101], upgrade: true },
  { method: 'GET', path: '/engine?line=none&have=0', changes: true, good: [101], upgrade: true },
  { method: 'GET', path: '/', changes: true, good: [404], upgrade: true },
]

test('only a page of our own with our cookie gets through', { timeout: 120_000 }, async () => {
  let asked = 0
  const wrong: string[] = []
  for (const { host, ours: ourHost } of hosts(server.port)) {
    for (const { origin, ours: ourOrigin } of origins(host)) {
      for (const { cookie, ours: ourCookie } of cookies(server)) {
        for (const { method, path, changes, good, upgrade = false } of requests) {
          const answer = await ask({
            port: server.port,
            method,
            path,
            upgrade,
            headers: { Host: host, Origin: origin, Cookie: cookie },
          })
          const originPasses = ourOrigin === 'absent' ? !changes : ourOrigin
          const expected = !ourHost
            ? [421, 400]
            : good[0] === 405 && method !== 'POST'
              ? [405]
              : !originPasses
                ? [403]
                : !ourCookie
                  ? [401]
                  : good
          asked += 1
          if (!expected.includes(answer.status))
            wrong.push(
              `${method} ${path} ${JSON.stringify({ host, origin, cookie, upgrade })} -> ${answer.status}, not ${expected.join(' or ')}`,
            )
          if (Object.keys(answer.headers).some((name) => name.startsWith('access-control-')))
            wrong.push(`${method} ${path} answers CORS headers`)
        }
      }
    }
  }
  expect(wrong).toEqual([])
  expect(asked).toBe(11 * 7 * 5 * 14)
})

test('a link works once, its token is not taken elsewhere, and the cookie is for this server only', async () => {
  const { port, own } = server
  const link = new URL(server.window.newLink())
  const path = `${link.pathname}${link.search}`
  expect(link.searchParams.get('token')).toMatch(/^[\w-]{43}$/)
  const elsewhere = await ask({ port, path, headers: { Host: `evil.example:${port}` } })
  expect(elsewhere.status).toBe(421)
  const foreign = await ask({ port, path, headers: { Host: own['Host'], Origin: 'http://evil.example' } })
  expect(foreign.status).toBe(403)
  const first = await ask({ port, path, headers: { Host: own['Host'] } })
  expect(first.status).toBe(303)
  expect(first.headers['location']).toBe('/')
  expect(first.headers['set-cookie']?.[0]).toMatch(
    /^firn-[\da-f]{16}=[\w-]{43}; HttpOnly; SameSite=Strict; Path=\/$/,
  )
  const [cookie = ''] = first.headers['set-cookie']?.[0]?.split(';') ?? []
  const again = await ask({ port, path, headers: { Host: own['Host'], Cookie: cookie } })
  expect([again.status, again.headers['location']]).toEqual([303, '/'])
  expect(again.headers['set-cookie']).toBeUndefined()
  for (const stranger of [path, '/?token=wrong', '/?token=']) {
    const second = await ask({ port, path: stranger, headers: { Host: own['Host'] } })
    expect(second.status).toBe(401)
    expect(second.body).toContain('firn serve')
    expect(second.headers['set-cookie']).toBeUndefined()
  }
  const asBearer = await ask({
    port,
    headers: { Host: own['Host'], Authorization: `Bearer ${link.searchParams.get('token')}` },
  })
  expect(asBearer.status).toBe(401)
})

test('a link followed from another page arrives although the strict cookie does not travel along', async () => {
  const { port, own } = server
  const headers = { Host: own['Host'], 'Sec-Fetch-Mode': 'navigate', 'Sec-Fetch-Site': 'cross-site' }
  const bounced = await ask({ port, headers })
  expect(bounced.status).toBe(200)
  expect(bounced.body).toContain('http-equiv="refresh"')
  const stranger = await ask({ port, headers: { ...headers, 'Sec-Fetch-Site': 'same-origin' } })
  expect(stranger.status).toBe(401)
})

test('a program gets a link by its own secret, and no page does', async () => {
  const { port, own, window } = server
  const link = (headers: Record<string, string | undefined>) =>
    ask({ port, method: 'POST', path: '/link', headers: { Host: own['Host'], ...headers } })
  const bearer = `Bearer ${window.programSecret}`
  const answer = await link({ Authorization: bearer })
  expect(answer.status).toBe(200)
  const { path } = JSON.parse(answer.body) as { path: string }
  expect((await ask({ port, path, headers: { Host: own['Host'] } })).status).toBe(303)
  for (const [headers, status] of [
    [{}, 401],
    [{ Authorization: 'Bearer ' }, 401],
    [{ Authorization: `${bearer}x` }, 401],
    [{ Cookie: own['Cookie'] }, 401],
    [{ Authorization: bearer, Origin: own['Origin'] }, 403],
    [{ Authorization: bearer, Origin: 'http://evil.example' }, 403],
    [{ Authorization: bearer, Host: 'evil.example' }, 421],
  ] as const) {
    const refused = await link(headers)
    expect([refused.status, refused.body.includes('token')], JSON.stringify(headers)).toEqual([status, false])
  }
  const got = await ask({ port, path: '/link', headers: { Host: own['Host'], Authorization: bearer } })
  expect(got.body).not.toContain('token')
})

test('health says nothing but whether the engine runs, and not to other pages', async () => {
  const { port, own } = server
  const answer = await ask({ port, path: '/health', headers: { Host: own['Host'] } })
  expect([answer.status, answer.body]).toEqual([200, '{"ok":true}'])
  const head = await ask({ port, method: 'HEAD', path: '/health', headers: { Host: own['Host'] } })
  expect([head.status, head.body]).toEqual([200, ''])
  expect((await ask({ port, path: '/health', headers: { Host: 'evil.example' } })).status).toBe(421)
  expect(
    (await ask({ port, path: '/health', headers: { Host: own['Host'], Origin: 'http://evil.example' } }))
      .status,
  ).toBe(403)
})
