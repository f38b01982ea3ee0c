import { type TreePath, pathBytes } from './tree-path.ts'

/** Names that Windows keeps for devices, whatever their extension. */
const windowsDevices = /^(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|$)/i

/**
 * A path of a snapshot as a file system of this platform can hold it. Bytes that it cannot are written as
 * `%XX`, and then `%` as `%25`, so that the way back is clear. `changed` says that this was needed.
 */
export function fileSystemPath(
  path: TreePath,
  platform: NodeJS.Platform,
): { readonly path: string; readonly changed: boolean } {
  const bytes = pathBytes(path)
  const text = bytes.toString('utf8')
  const wellFormed = typeof path === 'string'
  const fits = wellFormed && (platform !== 'win32' || text.split('/').every(fitsWindows))
  if (fits) return { path: text, changed: false }
  const parts = bytes.toString('latin1').split('/').map(escapePart)
  return { path: parts.join('/'), changed: true }
}

/** The bytes that {@link fileSystemPath} escaped. */
export function unescapedPath(path: string): Buffer {
  return Buffer.from(
    path.replaceAll(/%([0-9A-F]{2})/g, (_, digits: string) =>
      String.fromCharCode(Number.parseInt(digits, 16)),
    ),
    'latin1',
  )
}

function fitsWindows(part: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what Windows refuses
  return !/[<>:"\\|?*\u0000-\u001f]/.test(part) && !/[. ]$/.test(part) && !windowsDevices.test(part)
}

function escapePart(part: string): string {
  const escaped = part
    .split('')
    .map((letter) => (/[A-Za-z0-9_ ().,+=@~!#$&'^{}[\];`-]/.test(letter) ? letter : percent(letter)))
    .join('')
  const ended = escaped.replace(/[. ]$/, (last) => percent(last))
  return windowsDevices.test(ended) ? percent(ended.charAt(0)) + ended.slice(1) : ended
}

function percent(letter: string): string {
  return `%${letter.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`
}
