import { InvalidArgumentError } from 'commander'

/** Collects repeated `name=value` options. */
export function keyValue(text: string, before: Record<string, string> | undefined): Record<string, string> {
  const at = text.indexOf('=')
  if (at < 1) throw new InvalidArgumentError('It is written as name=value.')
  return { ...before, [text.slice(0, at)]: text.slice(at + 1) }
}
