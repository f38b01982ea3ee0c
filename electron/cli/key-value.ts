import { InvalidArgumentError } from 'commander'

/** Collects repeated `name=value` options; of two values for one name neither can be meant. */
export function keyValue(text: string, before: Record<string, string> | undefined): Record<string, string> {
  const at = text.indexOf('=')
  if (at < 1) throw new InvalidArgumentError('It is written as name=value.')
  const name = text.slice(0, at)
  if (before !== undefined && Object.hasOwn(before, name))
    throw new InvalidArgumentError(`${name} was given before, as "${before[name]}". Give it once.`)
  return { ...before, [name]: text.slice(at + 1) }
}

/** Collects an option that may be repeated. */
export function gathered(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, text]
}
