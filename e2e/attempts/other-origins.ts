import type { Attempts } from './try-in-page.ts'

/** Ways to read what is not the page's own. Runs in the page. */
export function otherOrigins(): Attempts {
  const frame = (address: string) => async () => {
    const made = document.createElement('iframe')
    const loaded = new Promise((resolve) => {
      made.addEventListener('load', resolve)
      document.addEventListener('securitypolicyviolation', resolve, { once: true })
    })
    made.src = address
    document.body.append(made)
    await loaded
    const text = made.contentDocument?.documentElement.textContent
    made.remove()
    return text
  }
  return {
    'a file': () => fetch('file:///etc/passwd'),
    'another host': () => fetch('app://other/index.html'),
    'a file in a frame': frame('file:///etc/passwd'),
    'another host in a frame': frame('app://other/index.html'),
    'itself in a frame': frame('app://firn/'),
  }
}
