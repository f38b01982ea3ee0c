/** A word as a POSIX shell takes it. */
export function quotedWord(word: string): string {
  return /^[A-Za-z0-9_@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`
}

/**
 * A command that the engine wrote, with options that it was not told: messages and tags change nothing that is
 * computed, so typing them asks nothing. Empty values are left out.
 */
export function withOptions(
  command: string,
  options: readonly (readonly [name: string, value: string])[],
): string {
  const given = options.filter(([, value]) => value !== '')
  return [command, ...given.map(([name, value]) => `${name} ${quotedWord(value)}`)].join(' ')
}
