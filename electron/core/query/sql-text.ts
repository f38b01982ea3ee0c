/** A SQL string literal that holds exactly this text. */
export function text(value: string): string {
  return `'${value.replaceAll("'", "''")}'`
}

/** A quoted SQL identifier that names exactly this. */
export function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

/** An offset in code points, as the engine's parser complains in, as one in characters. */
export function characterOfCodePoint(sql: string, codePoints: number): number {
  let at = 0
  for (let count = 0; count < codePoints && at < sql.length; count += 1)
    at += (sql.codePointAt(at) ?? 0) > 0xffff ? 2 : 1
  return at
}

/** An offset in bytes of UTF-8, as the trees of the engine's parser have them, as one in characters. */
export function characterOfByte(sql: string, bytes: number): number {
  return Buffer.from(sql, 'utf8').subarray(0, bytes).toString('utf8').length
}

/** A name as the engine compares it: of capitals it knows A to Z only, so `Ä` and `ä` are two names. */
export function foldCase(name: string): string {
  return name.replaceAll(/[A-Z]/g, (capital) => capital.toLowerCase())
}
