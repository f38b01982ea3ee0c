import type { Attempts } from './try-in-page.ts'

/** Ways to open another window. Runs in the page; each answers whether it got none. */
export function newWindows(): Attempts {
  const open = (address: string, features?: string) => () => window.open(address, '_blank', features) === null
  const click =
    (address: string, more: Partial<HTMLAnchorElement>, how: MouseEventInit = {}) =>
    () => {
      const made = Object.assign(document.createElement('a'), { href: address, ...more })
      document.body.append(made)
      made.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true, ...how }))
      made.remove()
    }
  return {
    http: open('http://example.invalid/'),
    'a file': open('file:///etc/passwd'),
    ourselves: open('app://firn/'),
    'another host of ours': open('app://other/'),
    nothing: open('about:blank'),
    text: open('data:text/html,<b>x</b>'),
    'a share': open('smb://host/share'),
    'a program': open('ms-msdt:/id'),
    'a popup with Node': open('app://firn/', 'nodeIntegration=yes,contextIsolation=no,sandbox=no'),
    'a link': click('app://firn/', { target: '_blank', rel: 'opener' }),
    'a link with Ctrl': click('http://example.invalid/', {}, { ctrlKey: true }),
    'a link with Shift': click('http://example.invalid/', {}, { shiftKey: true }),
    'a form': () => {
      const made = Object.assign(document.createElement('form'), {
        action: 'app://firn/',
        target: '_blank',
      })
      document.body.append(made)
      made.submit()
      made.remove()
    },
  }
}
