/** A SQL type, taken apart as far as its values have parts. */
export type SqlType =
  /** `name` in capitals and without precision or the values of an ENUM; a UNION is one of these too. */
  | { readonly kind: 'scalar'; readonly name: string }
  /** Lists, and arrays of a fixed length. */
  | { readonly kind: 'list'; readonly item: SqlType }
  | { readonly kind: 'struct'; readonly fields: readonly { readonly name: string; readonly type: SqlType }[] }
  | { readonly kind: 'map'; readonly key: SqlType; readonly value: SqlType }

/**
 * The parts of a type as the engine prints it, such as `STRUCT(a BIGINT, "b c" DECIMAL(10,2)[])[]`. What is no
 * type is a scalar of that name.
 */
export function parseSqlType(text: string): SqlType {
  return read(text)?.type ?? { kind: 'scalar', name: text.trim().toUpperCase() }
}

/**
 * The same type, written anew from its parts, so that it can stand in SQL whoever wrote it; undefined for a text
 * that is anything but a type. What the engine prints comes out as it is.
 */
export function canonicalSqlType(text: string): string | undefined {
  return read(text)?.text
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

interface ReadType {
  readonly type: SqlType
  readonly text: string
}

function read(text: string): ReadType | undefined {
  const tokens = tokensOf(text)
  if (tokens === undefined) return undefined
  try {
    return new TypeReader(tokens).whole()
  } catch (error) {
    if (error instanceof NoType) return undefined
    throw error
  }
}

class NoType extends Error {}

/** More parts in parts than any real table has; a hostile text must not end the program. */
const deepest = 100

const longNames =
  /^(?:TIME|TIMESTAMP)(?: WITH(?:OUT)? TIME ZONE)$|^DOUBLE PRECISION$|^CHARACTER VARYING$|^[A-Z_][A-Z0-9_]*$/

class TypeReader {
  readonly #tokens: readonly string[]
  #at = 0
  #depth = 0

  constructor(tokens: readonly string[]) {
    this.#tokens = tokens
  }

  whole(): ReadType {
    const found = this.#type()
    if (this.#at < this.#tokens.length) throw new NoType()
    return found
  }

  #type(): ReadType {
    this.#depth += 1
    if (this.#depth > deepest) throw new NoType()
    let { type, text } = this.#base()
    while (this.#take('[')) {
      const length = this.#takeIf(isNumber) ?? ''
      this.#expect(']')
      type = { kind: 'list', item: type }
      text += `[${length}]`
    }
    this.#depth -= 1
    return { type, text }
  }

  #base(): ReadType {
    // The type of NULL alone, as the engine writes it.
    if (this.#take('"NULL"')) return { type: { kind: 'scalar', name: 'NULL' }, text: '"NULL"' }
    const words: string[] = []
    for (let word = this.#takeIf(isWord); word !== undefined; word = this.#takeIf(isWord))
      words.push(word.toUpperCase())
    const name = words.join(' ')
    if (!longNames.test(name)) throw new NoType()
    if (!this.#take('(')) return { type: { kind: 'scalar', name }, text: name }
    if (name === 'STRUCT') return this.#struct()
    if (name === 'MAP') return this.#map()
    const parameters = name === 'UNION' ? this.#fields().map(({ text }) => text) : this.#parameters()
    // As the engine writes them: `DECIMAL(18,2)`, but `ENUM('a', 'b')`.
    const comma = parameters.every(isNumber) ? ',' : ', '
    return { type: { kind: 'scalar', name }, text: `${name}(${parameters.join(comma)})` }
  }

  #struct(): ReadType {
    const fields = this.#fields()
    return {
      type: { kind: 'struct', fields: fields.map(({ name, type }) => ({ name, type })) },
      text: `STRUCT(${fields.map(({ text }) => text).join(', ')})`,
    }
  }

  #map(): ReadType {
    const key = this.#type()
    this.#expect(',')
    const value = this.#type()
    this.#expect(')')
    return {
      type: { kind: 'map', key: key.type, value: value.type },
      text: `MAP(${key.text}, ${value.text})`,
    }
  }

  /** Fields with names, or, as `row(1, 2)` has them, with none. */
  #fields(): (ReadType & { readonly name: string })[] {
    const fields: (ReadType & { readonly name: string })[] = []
    do {
      const named = startsType(this.#tokens[this.#at + 1]) && isName(this.#tokens[this.#at])
      const written = named ? this.#takeIf(isName) : undefined
      const { type, text } = this.#type()
      fields.push({
        name:
          written?.startsWith('"') === true ? written.slice(1, -1).replaceAll('""', '"') : (written ?? ''),
        type,
        text: written === undefined ? text : `${written} ${text}`,
      })
    } while (this.#take(','))
    this.#expect(')')
    return fields
  }

  #parameters(): string[] {
    const parameters: string[] = []
    do {
      const parameter = this.#takeIf((token) => isNumber(token) || token.startsWith("'"))
      if (parameter === undefined) throw new NoType()
      parameters.push(parameter)
    } while (this.#take(','))
    this.#expect(')')
    return parameters
  }

  #take(token: string): boolean {
    if (this.#tokens[this.#at] !== token) return false
    this.#at += 1
    return true
  }

  #takeIf(fits: (token: string) => boolean): string | undefined {
    const token = this.#tokens[this.#at]
    if (token === undefined || !fits(token)) return undefined
    this.#at += 1
    return token
  }

  #expect(token: string): void {
    if (!this.#take(token)) throw new NoType()
  }
}

const isNumber = (token: string) => /^[0-9]+$/.test(token)
const isWord = (token: string) => /^[A-Za-z_]/.test(token)
const isName = (token: string | undefined) => token !== undefined && (isWord(token) || token.startsWith('"'))
/** After a name without type there is a comma, a bracket or nothing; `WITH` belongs to a type without a name. */
const startsType = (token: string | undefined) => isName(token) && token?.toUpperCase() !== 'WITH'

const token = /[ \t\r\n]*(?:("(?:[^"]|"")*"|'(?:[^']|'')*'|[A-Za-z_][A-Za-z0-9_]*|[0-9]+|[()[\],])|$)/y

/** Undefined where something stands that no type has: a comment, a dollar, an operator, a quote without end. */
function tokensOf(text: string): string[] | undefined {
  if (text.includes('\0')) return undefined
  const tokens: string[] = []
  token.lastIndex = 0
  while (token.lastIndex < text.length) {
    const found = token.exec(text)
    if (found === null) return undefined
    if (found[1] !== undefined) tokens.push(found[1])
  }
  return tokens
}
