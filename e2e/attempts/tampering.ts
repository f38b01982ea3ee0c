/**
 * Replaces what every script uses by functions of the page's own, and then uses what the preload has exposed. Answers
 * which of them were called, and whether what is exposed can be changed. Runs in the page.
 */
export function tamper(): { touched: string[]; frozen: boolean; own: boolean } {
  const { firn } = window as unknown as {
    firn: { post(text: string): void; onFrame(listener: () => void): void }
  }
  const touched: string[] = []
  const prototypes = {
    Array: Array.prototype,
    Function: Function.prototype,
    String: String.prototype,
    JSON,
    Map: Map.prototype,
  }
  const restore: (() => void)[] = []
  for (const [owner, object] of Object.entries(prototypes)) {
    for (const name of [
      'push',
      'splice',
      'call',
      'apply',
      'bind',
      'slice',
      'includes',
      'startsWith',
      'parse',
      'get',
    ]) {
      const before = Reflect.get(object, name) as unknown
      if (typeof before !== 'function') continue
      Reflect.set(object, name, () => void (touched[touched.length] = `${owner}.${name}`))
      restore[restore.length] = () => Reflect.set(object, name, before)
    }
  }
  try {
    firn.post('{"type":"call","id":999999,"method":"host.versions","input":{}}')
    firn.onFrame(() => {})
  } finally {
    for (const one of restore) one()
  }
  return {
    touched,
    frozen:
      Object.isFrozen(firn) &&
      !Reflect.set(firn, 'post', () => {}) &&
      !Reflect.deleteProperty(window, 'firn'),
    own: [firn.post, firn.onFrame].every((one) => Object.getPrototypeOf(one) === Function.prototype),
  }
}
