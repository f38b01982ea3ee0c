import type { Attempts } from './try-in-page.ts'

/** Ways to read by the page's scheme what is no file of the page. Runs in the page; answers statuses. */
export function ownScheme(): Attempts {
  const paths = [
    '../../etc/passwd',
    'etc/passwd',
    '/etc/passwd',
    '../../package.json',
    '%2e%2e/%2e%2e/package.json',
    '..%2f..%2fpackage.json',
    '%252e%252e%252fpackage.json',
    'assets/..%5c..%5cpackage.json',
    'assets/../../package.json',
    'assets//../../desktop/main.js',
    'index.html%00.svg',
    'index.html/',
    'assets/',
    '.stamp',
    '.renderer.json',
    'file:///etc/passwd',
    'con',
  ]
  const methods = ['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'FIRN']
  // Ports and people are left out of addresses of such a scheme: `app://firn:81/` is the page's own.
  const hosts = ['other', 'firn.invalid', 'firn.', '127.0.0.1', '%66irn%2e']
  const statusOf =
    (address: string, method = 'GET') =>
    async () =>
      (await fetch(address, { method })).status
  return Object.fromEntries([
    ...paths.map((path) => [path, statusOf(`app://firn/${path}`)] as const),
    ...methods.map((method) => [method, statusOf('app://firn/', method)] as const),
    ...hosts.map((host) => [host, statusOf(`app://${host}/index.html`)] as const),
  ])
}
