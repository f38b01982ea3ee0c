import type { Attempts } from './try-in-page.ts'

/** Everything that a page has to ask a person for. Runs in the page, on a click of somebody. */
export function permissions(): Attempts {
  type Askable = Readonly<
    Record<string, Readonly<Record<string, (...given: unknown[]) => unknown>> | undefined>
  >
  const ask =
    (part: string, method: string, ...given: unknown[]) =>
    () =>
      (navigator as unknown as Askable)[part]?.[method]?.(...given)
  const idle = window as unknown as { IdleDetector: { requestPermission(): Promise<string> } }
  const states = [
    'geolocation',
    'notifications',
    'camera',
    'microphone',
    'midi',
    'clipboard-read',
    'persistent-storage',
    'screen-wake-lock',
    'background-sync',
    'window-management',
  ].map((name) => {
    const state = async () => (await navigator.permissions.query({ name: name as PermissionName })).state
    return [`state of ${name}`, state] as const
  })
  return {
    ...Object.fromEntries(states),
    notifications: () => Notification.requestPermission(),
    location: () =>
      new Promise((resolve, reject) => {
        navigator.geolocation.getCurrentPosition(resolve, () => reject(new Error('refused')))
      }),
    camera: ask('mediaDevices', 'getUserMedia', { video: true }),
    microphone: ask('mediaDevices', 'getUserMedia', { audio: true }),
    screen: ask('mediaDevices', 'getDisplayMedia', { video: true }),
    midi: () => navigator.requestMIDIAccess({ sysex: true }),
    usb: ask('usb', 'requestDevice', { filters: [] }),
    serial: ask('serial', 'requestPort'),
    hid: ask('hid', 'requestDevice', { filters: [] }),
    bluetooth: ask('bluetooth', 'requestDevice', { acceptAllDevices: true }),
    clipboard: ask('clipboard', 'readText'),
    'clipboard with pictures': ask('clipboard', 'read'),
    'kept storage': ask('storage', 'persist'),
    'a screen that stays on': ask('wakeLock', 'request'),
    'whether somebody is there': () => idle.IdleDetector.requestPermission(),
    'all keys': ask('keyboard', 'lock'),
    // Refused, this is never answered.
    fullscreen: () =>
      Promise.race([
        document.body.requestFullscreen().then(() => 'granted'),
        new Promise((resolve) => setTimeout(resolve, 500)),
      ]),
    pointer: async () => {
      const refused = new Promise((_, reject) =>
        document.addEventListener('pointerlockerror', () => reject(new Error('refused')), { once: true }),
      )
      await Promise.race([document.body.requestPointerLock(), refused])
      await refused
    },
  }
}
