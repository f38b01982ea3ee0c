import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { count, patience, seed, seeded } from '../core/testing/counts.ts'
import { ask } from './testing/ask.ts'
import { startTestServer, type TestServer } from './testing/served-window.ts'

/** No web page can drive it: every combination of Host, Origin, credential, method and kind of path. */

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
  { origin: undefined, page: 'none' as const },
  { origin: `http://${host}`, page: 'ours' as const },
  { origin: `https://${host}`, page: 'foreign' as const },
  { origin: 'http://evil.example', page: 'foreign' as const },
  { origin: 'http://localhost:1', page: 'foreign' as const },
  { origin: 'null', page: 'foreign' as const },
  { origin: '', page: 'foreign' as const },
]

interface Credential {
  readonly headers: Readonly<Record<string, string>>
  readonly good: boolean
  readonly isProgram?: true
}

/** What somebody may bring: the cookie opens everything but what is for programs, whose secret opens only that. */
const credentials = ({ cookie, window }: TestServer): Credential[] => {
  const [name = '', value = ''] = cookie.split('=')
  const token = new URL(window.newLink()).searchParams.get('token') ?? ''
  return [
    { headers: {}, good: false },
    { headers: { Cookie: `${name}=${'A'.repeat(43)}` }, good: false },
    { headers: { Cookie: `other=${value}` }, good: false },
    { headers: { Cookie: cookie.slice(0, -1) }, good: false },
    { headers: { Cookie: `${name}=${token}` }, good: false },
    { headers: { Authorization: `Bearer ${value}` }, good: false },
    { headers: { Authorization: `Bearer ${token}` }, good: false },
    { headers: { Authorization: `Bearer ${window.programSecret}` }, good: false, isProgram: true },
    { headers: { Cookie: `first=1; ${cookie}; last=2` }, good: true },
  ]
}

/** Methods by what they do. Whoever asks, nothing is there for the others. */
const methods = [
  { method: 'GET', does: 'read' as const },
  { method: 'HEAD', does: 'read' as const },
  { method: 'PUT', does: 'change' as const },
  { method: 'POST', does: 'change' as const },
  { method: 'DELETE', does: 'nothing' as const },
  { method: 'PATCH', does: 'nothing' as const },
  { method: 'OPTIONS', does: 'nothing' as const },
]

/**
 * Kinds of paths: what they answer to those that are let in, by method. `public` ones ask for no credential; those for
 * programs refuse pages, which cannot leave their Origin out, our own too.
 */
const kinds: readonly {
  readonly path: (number: number) => string
  readonly upgrade?: true
  readonly public?: true
  readonly forPrograms?: true
  readonly answers: { readonly [method: string]: number }
}[] = [
  { path: () => '/', answers: { GET: 200, HEAD: 200 } },
  { path: () => '/assets/none.js', answers: { GET: 404, HEAD: 404 } },
  { path: () => '/health', public: true, answers: { GET: 200, HEAD: 200 } },
  { path: (number) => `/upload/matrix-batch/${number}.txt`, answers: { GET: 404, HEAD: 404, PUT: 201 } },
  {
    path: (number) => `/upload/matrix-batch-${number}/done`,
    answers: { GET: 404, HEAD: 404, PUT: 201, POST: 404 },
  },
  { path: (number) => `/download/none/${number}.csv`, answers: { GET: 404, HEAD: 404 } },
  { path: () => '/link', forPrograms: true, answers: { GET: 404, HEAD: 404, POST: 200 } },
  { path: () => '/engine', answers: { GET: 426, HEAD: 426 } },
  { path: () => '/engine', upgrade: true, answers: { GET: 101 } },
  { path: () => '/engine?line=new', upgrade: true, answers: { GET: 101 } },
  { path: () => '/engine?line=none&have=0', upgrade: true, answers: { GET: 101 } },
  { path: () => '/', upgrade: true, answers: { GET: 404 } },
]

interface Combination {
  readonly host: string
  readonly origin: string | undefined
  readonly headers: Readonly<Record<string, string>>
  readonly method: string
  readonly kind: (typeof kinds)[number]
  /** The statuses that the rule allows. */
  readonly expected: readonly number[]
}

/** The rule, in its order: Host, then Origin, then credential; only then it matters what is asked for. */
function combinations(): Combination[] {
  return hosts(server.port).flatMap(({ host, ours }) =>
    origins(host).flatMap(({ origin, page }) =>
      credentials(server).flatMap(({ headers, good, isProgram = false }) =>
        methods.flatMap(({ method, does }) =>
          kinds.map((kind) => {
            // Of the methods, an upgrade knows one. It changes something, as whatever follows on the line may.
            const isKnown = kind.upgrade === true ? method === 'GET' : does !== 'nothing'
            const needsOrigin = kind.upgrade === true || does === 'change'
            const mayAsk =
              kind.forPrograms === true
                ? page === 'none'
                : page === 'ours' || (page === 'none' && !needsOrigin)
            const mayHave =
              kind.public === true || (kind.forPrograms === true ? isProgram || method !== 'POST' : good)
            const expected = !ours
              ? [421, 400]
              : !isKnown
                ? [405]
                : !mayAsk
                  ? [403]
                  : !mayHave
                    ? [401]
                    : [kind.answers[method] ?? 405]
            return { host, origin, headers, method, kind, expected }
          }),
        ),
      ),
    ),
  )
}

const all = 11 * 7 * 9 * 7 * 12
const tried = count({ everyday: 4_000, soak: all })
const atOnce = 8

test(`of ${tried} of ${all} kinds of requests only those of our own page get through`, {
  timeout: patience(120_000),
}, async () => {
  const random = seeded(seed())
  const every = combinations()
  expect(every).toHaveLength(all)
  const chosen =
    tried === all
      ? every
      : Array.from({ length: tried }, () => every[Math.floor(random() * all)] as Combination)
  const secret = join(server.stateFolder, 'downloads', 'matrix-secret')
  await mkdir(secret, { recursive: true })
  await writeFile(join(secret, 'secret.csv'), 'SECRET\n')
  const wrong: string[] = []
  let uploads = 0
  const tryOne = async (combination: Combination, number: number) => {
    const { host, origin, headers, method, kind, expected } = combination
    const plain = kind.path(number)
    const isTurnedAway = expected[0] !== kind.answers[method]
    // There is something to be had for those who must not get it.
    const path = isTurnedAway && plain.startsWith('/download/') ? '/download/matrix-secret/secret.csv' : plain
    const body = method === 'PUT' || method === 'POST' ? { body: 'x' } : {}
    const { status, ...answer } = await ask({
      port: server.port,
      method,
      path,
      upgrade: kind.upgrade === true,
      headers: {
        Host: host,
        Origin: origin,
        ...headers,
        ...('body' in body ? { 'Content-Length': '1' } : {}),
      },
      ...body,
    })
    const is = `${method} ${path}${kind.upgrade === true ? ' (upgrade)' : ''} ${JSON.stringify({ host, origin, ...headers })}`
    if (!expected.includes(status)) wrong.push(`${is} -> ${status}, not ${expected.join(' or ')}`)
    if (Object.keys(answer.headers).some((name) => name.startsWith('access-control-')))
      wrong.push(`${is} answers CORS headers`)
    if (isTurnedAway && (answer.body.length > 200 || answer.headers['set-cookie'] !== undefined))
      wrong.push(`${is} answers more than a refusal`)
    if (answer.body.includes('SECRET')) wrong.push(`${is} answers the secret`)
    if (expected[0] === 201) uploads += 1
  }
  for (let first = 0; first < tried; first += atOnce)
    await Promise.all(
      chosen.slice(first, first + atOnce).map((combination, index) => tryOne(combination, first + index)),
    )
  expect(wrong).toEqual([])
  expect(await readFile(join(secret, 'secret.csv'), 'utf8')).toBe('SECRET\n')
  // Of what was turned away nothing was kept.
  const kept = await readdir(join(server.stateFolder, 'uploads'), { recursive: true, withFileTypes: true })
  expect(kept.filter((entry) => entry.isFile())).toHaveLength(uploads)
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
