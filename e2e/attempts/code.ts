import type { Attempts } from './try-in-page.ts'

/**
 * Ways by which text becomes code. Each leaves its name in `data-ran` of the document when it ran, behind those that ran before. Runs in the page,
 * as somebody who runs code there already and makes a policy for Trusted Types, so that what refuses is the policy
 * of the page itself.
 */
export function codeFromText(): Attempts {
  interface Policy {
    createHTML(text: string): string
    createScript(text: string): string
    createScriptURL(text: string): string
  }
  const trust = window as unknown as {
    trustedTypes: { createPolicy(name: string, rules: object): Policy }
  }
  const same = (text: string) => text
  const policy = trust.trustedTypes.createPolicy('attacker', {
    createHTML: same,
    createScript: same,
    createScriptURL: same,
  })
  const code = (name: string) =>
    `(seen=>{seen.ran=(seen.ran??'')+'${name};'})((self.document||parent.document).documentElement.dataset)`
  const blob = (name: string, type: string) => URL.createObjectURL(new Blob([code(name)], { type }))
  const put = (name: string, html: string) => () => {
    const made = document.body.appendChild(document.createElement('div'))
    made.innerHTML = policy.createHTML(html.replaceAll('CODE', code(name)))
    for (const each of made.querySelectorAll<HTMLElement>('a, button, [onclick]')) each.click()
    // Errors of pictures come a little later.
    return new Promise<void>((resolve) => setTimeout(resolve, 100)).finally(() => made.remove())
  }
  const script = (set: (made: HTMLScriptElement) => void) => {
    const made = document.createElement('script')
    const end = new Promise((resolve, reject) => {
      made.addEventListener('load', () => resolve('loaded'))
      made.addEventListener('error', () => reject(new Error('refused')))
      setTimeout(() => resolve('silence'), 100)
    })
    set(made)
    document.head.append(made)
    return end
  }
  const address = (url: string) => policy.createScriptURL(url)
  const started = (made: Worker | SharedWorker) =>
    new Promise((resolve, reject) => {
      made.addEventListener('error', () => reject(new Error('refused')))
      if (made instanceof Worker) made.addEventListener('message', resolve)
    })
  const frame = (set: (made: HTMLIFrameElement) => void) => () => {
    const made = document.createElement('iframe')
    set(made)
    document.body.append(made)
    return new Promise<void>((resolve) => setTimeout(resolve, 100)).finally(() => made.remove())
  }
  const global = Reflect.get(window, 'eval') as (text: string) => unknown
  return {
    eval: () => global(policy.createScript(code('eval'))),
    function: () => (Reflect.construct(Function, [policy.createScript(code('function'))]) as () => unknown)(),
    'late text': () => {
      Reflect.apply(setTimeout, window, [policy.createScript(code('late text'))])
    },
    'script of text': () => script((made) => (made.text = policy.createScript(code('script of text')))),
    'script from elsewhere': () => script((made) => (made.src = address('https://example.invalid/x.js'))),
    'script from data': () => script((made) => (made.src = address(`data:text/javascript,${code('data')}`))),
    'script from a blob': () => script((made) => (made.src = address(blob('blob', 'text/javascript')))),
    'module from data': () => import(`data:text/javascript,${code('module')}`),
    'module from a blob': () => import(blob('module blob', 'text/javascript')),
    'worker from a blob': () => started(new Worker(address(blob('worker', 'text/javascript')))),
    'worker from data': () => started(new Worker(address('data:text/javascript,postMessage(1)'))),
    'shared worker': () => started(new SharedWorker(address(blob('shared', 'text/javascript')))),
    'service worker': () => navigator.serviceWorker.register(address('app://firn/x.js')),
    worklet: () => CSS && new AudioContext().audioWorklet.addModule(blob('worklet', 'text/javascript')),
    wasm: () => WebAssembly.compile(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0])),
    'written document': () => document.write(`<script>${code('write')}</script>`),
    handler: put('handler', '<img src=x onerror="CODE"><b onclick="CODE">x</b>'),
    'svg with a script': put(
      'svg',
      '<svg onload="CODE"><script>CODE</script><image href=x onerror="CODE"/></svg>',
    ),
    'svg as a picture': put(
      'svg picture',
      '<img src="data:image/svg+xml,<svg xmlns=\'http://www.w3.org/2000/svg\' onload=parent.CODE></svg>">',
    ),
    'embedded svg': put(
      'embed',
      '<embed src="data:image/svg+xml,<svg xmlns=\'http://www.w3.org/2000/svg\'><script>parent.CODE</script></svg>">',
    ),
    object: put('object', '<object data="data:text/html,<script>parent.CODE</script>"></object>'),
    'javascript link': put(
      'link',
      '<a href="javascript:CODE">x</a><svg><a href="javascript:CODE"><text>x</text></a></svg>',
    ),
    'form for code': put('form', '<form action="javascript:CODE"><button>x</button></form>'),
    'frame of text': put('srcdoc', '<iframe srcdoc="<script>parent.CODE</script>"></iframe>'),
    'frame from javascript': frame((made) => (made.src = `javascript:parent.${code('frame')}`)),
    'frame from data': frame(
      (made) => (made.src = `data:text/html,<script>parent.${code('frame data')}</script>`),
    ),
    'frame of its own': () => {
      const made = document.body.appendChild(document.createElement('iframe'))
      const inside = made.contentWindow as unknown as { eval(text: string): unknown }
      return Promise.resolve().then(() => inside.eval(code('frame eval')))
    },
    style: () => {
      const made = document.head.appendChild(document.createElement('style'))
      made.textContent = 'html{--from-text:1}'
      const is = getComputedStyle(document.documentElement).getPropertyValue('--from-text')
      made.remove()
      return is
    },
    base: () => {
      const made = document.head.appendChild(
        Object.assign(document.createElement('base'), { href: 'https://example.invalid/' }),
      )
      const is = document.baseURI
      made.remove()
      return is
    },
  }
}
