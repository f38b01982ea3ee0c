import { sqlTokens, type SqlToken } from '../sql-tokens.ts'

/** A SQL type, taken apart as far as its values have parts. */
export type SqlType =
  | { readonly kind: 'scalar'; readonly name: string }
  /** Lists, and arrays of a fixed length. */
  | { readonly kind: 'list'; readonly of: SqlType }
  | { readonly kind: 'struct'; readonly fields: readonly { readonly name: string; readonly type: SqlType }[] }
  | { readonly kind: 'map'; readonly key: SqlType; readonly value: SqlType }
  | { readonly kind: 'union' }

/** Reads a type as DuckDB prints it, such as `STRUCT(a BIGINT, "b c" DECIMAL(10,2)[])[]`. */
export function parseSqlType(text: string): SqlType {
  const reader = new TypeReader(text)
  return reader.type()
}

class TypeReader {
  private readonly text: string
  private readonly tokens: readonly SqlToken[]
  private at = 0

  constructor(text: string) {
    this.text = text
    this.tokens = [...sqlTokens(text)]
  }

  type(): SqlType {
    let type = this.base()
    while (this.peek() === '[') {
      while (this.peek() !== ']' && this.peek() !== '') this.at += 1
      this.at += 1
      type = { kind: 'list', of: type }
    }
    return type
  }

  private base(): SqlType {
    const name = this.next().toUpperCase()
    if (name === 'STRUCT' && this.peek() === '(') return { kind: 'struct', fields: this.fields() }
    if (name === 'MAP' && this.peek() === '(') {
      this.at += 1
      const key = this.type()
      this.at += 1
      const value = this.type()
      this.at += 1
      return { kind: 'map', key, value }
    }
    if (name === 'UNION' && this.peek() === '(') {
      this.fields()
      return { kind: 'union' }
    }
    return { kind: 'scalar', name: this.scalarName(name) }
  }

  private fields(): { name: string; type: SqlType }[] {
    const fields: { name: string; type: SqlType }[] = []
    do {
      this.at += 1
      const name = this.next()
      fields.push({
        name: name.startsWith('"') ? name.slice(1, -1).replaceAll('""', '"') : name,
        type: this.type(),
      })
    } while (this.peek() === ',')
    this.at += 1
    return fields
  }

  /** Words such as WITH TIME ZONE belong to the name; precision, scale and the values of an ENUM do not matter. */
  private scalarName(first: string): string {
    const words = [first]
    for (;;) {
      const token = this.tokens[this.at]
      if (token?.kind === 'word') words.push(this.next().toUpperCase())
      else if (this.peek() === '(') this.skipBrackets()
      else return words.join(' ')
    }
  }

  private skipBrackets(): void {
    let depth = 0
    do {
      const token = this.next()
      if (token === '(') depth += 1
      if (token === ')') depth -= 1
    } while (depth > 0 && this.at < this.tokens.length)
  }

  private peek(): string {
    const token = this.tokens[this.at]
    return token === undefined ? '' : this.text.slice(token.from, token.to)
  }

  private next(): string {
    const token = this.peek()
    this.at += 1
    return token
  }
}
