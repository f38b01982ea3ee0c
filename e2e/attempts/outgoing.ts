import type { Attempts } from './try-in-page.ts'

/** Ways by which a page gets something from elsewhere, or tells it something. Runs in the page. */
export function outgoing({ host, packetHost }: { host: string; packetHost: string }): Attempts {
  const ended = (target: EventTarget, good: string) =>
    new Promise((resolve, reject) => {
      target.addEventListener(good, () => resolve(good))
      target.addEventListener('error', () => reject(new Error('refused')))
    })
  const link = (rel: string, more: Partial<HTMLLinkElement>) => {
    const made = Object.assign(document.createElement('link'), { rel, ...more })
    document.head.append(made)
    return made
  }
  const media = (name: 'img' | 'audio' | 'video' | 'embed', good: string) => {
    const made = document.createElement(name)
    const end = ended(made, good)
    made.src = `http://${host}/${name}`
    document.body.append(made)
    return end.finally(() => made.remove())
  }
  const request = () => {
    const made = new XMLHttpRequest()
    const end = ended(made, 'load')
    made.open('GET', `http://${host}/`)
    made.send()
    return end
  }
  /** Addresses that were found out for a call to somebody else's page. */
  const call = async (server: RTCIceServer) => {
    const made = new RTCPeerConnection({ iceServers: [server] })
    made.createDataChannel('x')
    let found = 0
    made.addEventListener('icecandidate', ({ candidate }) => {
      if (candidate !== null && candidate.candidate !== '') found += 1
    })
    await made.setLocalDescription()
    while (made.iceGatheringState !== 'complete')
      await new Promise((next) => made.addEventListener('icegatheringstatechange', next, { once: true }))
    made.close()
    return found
  }
  return {
    fetch: () => fetch(`http://${host}/`),
    'fetch without an answer': () => fetch(`https://${host}/`, { mode: 'no-cors', keepalive: true }),
    request,
    socket: () => ended(new WebSocket(`ws://${host}/`), 'open'),
    events: () => ended(new EventSource(`http://${host}/`), 'open'),
    transport: () => new WebTransport(`https://${host}/`).ready,
    // Answers that it was taken, not that it was sent.
    beacon: () => navigator.sendBeacon(`http://${host}/`, 'x'),
    module: () => import(`http://${host}/x.js`),
    font: () => new FontFace('x', `url(http://${host}/x.woff2)`).load(),
    picture: () => media('img', 'load'),
    sound: () => media('audio', 'loadeddata'),
    film: () => media('video', 'loadeddata'),
    style: () => ended(link('stylesheet', { href: `http://${host}/x.css` }), 'load'),
    preload: () => ended(link('preload', { as: 'image', href: `http://${host}/x.png` }), 'load'),
    prefetch: () => ended(link('prefetch', { href: `http://${host}/` }), 'load'),
    // These tell nobody how they ended.
    icon: () => void link('icon', { href: `http://${host}/x.ico` }),
    manifest: () => void link('manifest', { href: `http://${host}/x.json` }),
    connect: () => void link('preconnect', { href: `http://${host}/` }),
    'look up': () => void link('dns-prefetch', { href: `http://${host}/` }),
    'call by packets': () => call({ urls: `stun:${packetHost}` }),
    'call by a connection': () =>
      call({ urls: `turn:${host}?transport=tcp`, username: 'x', credential: 'x' }),
  }
}
