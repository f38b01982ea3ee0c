/** The shape of a SQL type, as far as texts of its values depend on it. */
export type SqlType =
  | { readonly kind: 'scalar'; readonly name: string }
  | { readonly kind: 'list'; readonly item: SqlType }
  | { readonly kind: 'struct'; readonly fields: readonly { readonly name: string; readonly type: SqlType }[] }
  | { readonly kind: 'map'; readonly key: SqlType; readonly value: SqlType }

/**
 * Reads a type as the engine prints it: `DECIMAL(18,2)`, `STRUCT(a INTEGER, "b c" VARCHAR[])[]`,
 * `MAP(VARCHAR, DOUBLE)`, `INTEGER[3]` (an array is a list here). A `UNION` or anything unknown is a scalar.
 */
export function parseSqlType(text: string): SqlType {
  const type = text.trim()
  const listed = /^(.*)\[\d*\]$/s.exec(type)?.[1]
  if (listed !== undefined) return { kind: 'list', item: parseSqlType(listed) }
  const nested = /^(STRUCT|MAP)\((.*)\)$/is.exec(type)
  const parts = splitAtCommas(nested?.[2] ?? '')
  if (nested?.[1]?.toUpperCase() === 'STRUCT') return { kind: 'struct', fields: parts.map(parseField) }
  const [key, value] = parts
  if (nested !== null && key !== undefined && value !== undefined)
    return { kind: 'map', key: parseSqlType(key), value: parseSqlType(value) }
  return { kind: 'scalar', name: type.toUpperCase() }
}

/** Floating numbers anywhere in the type. */
export function holdsFloats(type: SqlType): boolean {
  switch (type.kind) {
    case 'scalar':
      return type.name === 'DOUBLE' || type.name === 'FLOAT'
    case 'list':
      return holdsFloats(type.item)
    case 'struct':
      return type.fields.some((field) => holdsFloats(field.type))
    case 'map':
      return holdsFloats(type.key) || holdsFloats(type.value)
  }
}

function parseField(text: string): { name: string; type: SqlType } {
  const quoted = /^"((?:[^"]|"")*)"\s+(.*)$/s.exec(text)
  if (quoted !== null)
    return { name: (quoted[1] ?? '').replaceAll('""', '"'), type: parseSqlType(quoted[2] ?? '') }
  const space = text.indexOf(' ')
  return { name: text.slice(0, space), type: parseSqlType(text.slice(space + 1)) }
}

/** Splits at the commas that lie in no brackets and no quotes. */
function splitAtCommas(text: string): string[] {
  const parts: string[] = []
  let depth = 0
  let quote: string | undefined
  let from = 0
  for (let at = 0; at < text.length; at += 1) {
    const letter = text.charAt(at)
    if (quote !== undefined) {
      if (letter === quote) quote = undefined
    } else if (letter === '"' || letter === "'") quote = letter
    else if (letter === '(' || letter === '[') depth += 1
    else if (letter === ')' || letter === ']') depth -= 1
    else if (letter === ',' && depth === 0) {
      parts.push(text.slice(from, at).trim())
      from = at + 1
    }
  }
  const last = text.slice(from).trim()
  return last === '' ? parts : [...parts, last]
}
