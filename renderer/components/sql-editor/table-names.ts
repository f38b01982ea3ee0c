/** A table named in SQL, with its offsets in characters (quotes included). */
export interface NamedTable {
  readonly name: string
  readonly from: number
  readonly to: number
  readonly alias?: string
}

const afterFrom =
  /\b(?:from|join)\s+(?:"((?:[^"]|"")+)"|'([^']+)'|([a-z_][\w.-]*))(?:\s+(?:as\s+)?(?!(?:where|join|on|left|right|full|inner|cross|group|order|limit|using|union|natural|asof|positional|semi|anti|having|qualify|window|select|set|tablesample)\b)([a-z_]\w*))?/gi

/** Tables that follow FROM or JOIN, as far as can be told without a parser: for completion and for menus. */
export function namedTables(sql: string): NamedTable[] {
  return [...sql.matchAll(afterFrom)].map((match) => {
    const [whole, quoted, file, plain, alias] = match
    const name = quoted?.replaceAll('""', '"') ?? file ?? plain ?? ''
    const written = quoted !== undefined ? `"${quoted}"` : file !== undefined ? `'${file}'` : (plain ?? '')
    const from = match.index + whole.indexOf(written, 4)
    return { name, from, to: from + written.length, ...(alias === undefined ? {} : { alias }) }
  })
}

const plainName = /^[a-z_][a-z0-9_]*$/
/** Words that cannot be a name without quotes. */
const reserved = new Set(
  'all analyse analyze and any array as asc asymmetric both case cast check collate column constraint create default deferrable desc describe distinct do else end except false fetch for foreign from group having in initially intersect into lateral leading limit not null offset on only or order pivot placing primary qualify references returning select show some summarize symmetric table then to trailing true union unique unpivot using variadic when where window with'.split(
    ' ',
  ),
)

/** A name as SQL writes it: quoted only where it must be. */
export function sqlName(name: string): string {
  return plainName.test(name) && !reserved.has(name) ? name : `"${name.replaceAll('"', '""')}"`
}

/** SQL with the reference of one dataset changed to another version. */
export function withVersion(sql: string, dataset: string, reference: string): string {
  const found = namedTables(sql).filter(({ name }) => name.split(/[@/^]/)[0] === dataset)
  return found.reduceRight((text, { name, from, to }) => {
    const table = name.includes('/') ? name.slice(name.indexOf('/')) : ''
    return text.slice(0, from) + sqlName(reference + table) + text.slice(to)
  }, sql)
}
