import { pageHeaders } from './content-policy.ts'

/** A page in place of the window's own, where that cannot be read: `code` is what reading it said. */
export function missingPage(code = 'ENOENT'): {
  readonly body: Buffer
  readonly headers: Readonly<Record<string, string>>
} {
  const reason = code === 'ENOENT' ? 'are not there' : `cannot be read (${code.replaceAll(/\W/g, '')})`
  const page = `<!doctype html>
<html lang="en">
<meta charset="utf-8"><meta name="color-scheme" content="light dark"><title>Firn</title>
<body style="font: 400 15px/1.5 system-ui, sans-serif; max-width: 56ch; padding: 40px 24px">
<h1 style="font-size: 20px">Firn cannot show its window</h1>
<p>The files of the window ${reason}.</p>
<p>Your data is untouched. Install Firn again; in a checkout of its source run “npm run build”.</p>
<p><a href="/">Load again</a></p>
`
  return {
    body: Buffer.from(page),
    headers: {
      ...pageHeaders,
      'Content-Type': 'text/html; charset=utf-8',
      'Cache-Control': 'no-store',
      'Content-Security-Policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    },
  }
}
