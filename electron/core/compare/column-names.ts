/** The words of a column's name: `airportRef`, `airport_ref` and `Airport Ref` are all `airport`, `ref`. */
export function nameWords(name: string): string[] {
  return name
    .replaceAll(/(\p{Ll}|\d)(\p{Lu})/gu, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')
}

/** How likely a name is that of a column which names a row; the higher, the likelier. 0: it says nothing. */
const wordScores: readonly (readonly [score: number, words: readonly string[]])[] = [
  [70, ['id', 'key', 'uuid', 'guid', 'pk', 'identifier']],
  [
    60,
    [
      'code',
      'symbol',
      'ticker',
      'isin',
      'sku',
      'iso',
      'iata',
      'icao',
      'ident',
      'email',
      'slug',
      'hash',
      'serial',
    ],
  ],
  [55, ['number', 'no', 'nr', 'num', 'ref', 'index', 'username', 'login', 'hostname', 'url', 'path']],
  [50, ['date', 'day', 'ds', 'time', 'timestamp', 'datetime', 'ts']],
  [45, ['year', 'month', 'week', 'hour', 'quarter', 'period', 'season']],
  [40, ['name', 'title', 'label', 'file']],
  [
    35,
    ['country', 'region', 'city', 'state', 'station', 'site', 'host', 'user', 'customer', 'product', 'item'],
  ],
  [35, ['store', 'team', 'player', 'category', 'type', 'kind', 'class', 'group', 'gender', 'sex', 'age']],
]

/** The whole name is one of these. */
const plainKeyScore = 100
const plainKeys = new Set(['id', 'key', 'uuid', 'guid', 'pk', 'rowid', 'row id'])
/** A name that says so on its own is taken without a look at the others. */
export const speakingScore = 50

export function keyScore(name: string): number {
  const words = nameWords(name)
  if (plainKeys.has(words.join(' '))) return plainKeyScore
  const last = words.at(-1)
  let best = 0
  for (const [score, list] of wordScores) {
    for (const word of words) {
      // "customer id" names an id; "id card" names a card.
      if (list.includes(word)) best = Math.max(best, word === last ? score : score - 15)
    }
  }
  return best
}

/** How alike two names are, from 0 to 1; 1: they differ in capitals and signs only. */
export function nameLikeness(a: string, b: string): number {
  const [wordsA, wordsB] = [nameWords(a), nameWords(b)]
  const [textA, textB] = [wordsA.join(''), wordsB.join('')]
  if (textA === textB) return 1
  const within = (few: readonly string[], many: readonly string[]) =>
    few.length > 0 && few.every((word) => many.includes(word))
  const contained = within(wordsA, wordsB) || within(wordsB, wordsA) ? 0.7 : 0
  return Math.max(contained, sharedPairs(textA, textB))
}

/** Dice's coefficient over pairs of neighbouring letters. */
function sharedPairs(a: string, b: string): number {
  const pairs = (text: string) =>
    Array.from({ length: Math.max(0, text.length - 1) }, (_, at) => text.slice(at, at + 2))
  const left = pairs(a)
  const rest = pairs(b)
  const all = left.length + rest.length
  if (all === 0) return 0
  let shared = 0
  for (const pair of left) {
    const at = rest.indexOf(pair)
    if (at < 0) continue
    rest.splice(at, 1)
    shared += 1
  }
  return (2 * shared) / all
}
