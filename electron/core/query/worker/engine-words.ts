/** A sentence of the engine in words for people, with the next step where the engine names one. */
export interface EngineWords {
  readonly message: string
  readonly hint?: string
}

type Rule = readonly [pattern: RegExp, say: (found: readonly string[]) => string | EngineWords]

/** What people meet most. The groups are parts of the engine's sentence (DuckDB 1.5.5). */
const rules: readonly Rule[] = [
  [/^Referenced column "(.+)" not found in FROM clause!/, ([name]) => `There is no column "${name}".`],
  [
    /^Table "(.+)" does not have a column named "(.+)"/,
    ([table, name]) => `"${table}" has no column "${name}".`,
  ],
  [/^Referenced table "(.+)" not found!/, ([name]) => `The query reads no table "${name}".`],
  [/^Table with name (.+) does not exist!/, ([name]) => `There is no table "${name}".`],
  [/^[A-Z][a-z]+ Function with name (.+) does not exist!/, ([name]) => `There is no function ${name}().`],
  [/^Could not find key "(.+)" in struct/, ([name]) => `There is no field "${name}".`],
  [/^syntax error at end of input/, () => 'The SQL ends too early.'],
  [/^syntax error at or near "(.+)"/, ([text]) => `The SQL has an error at "${text}".`],
  [
    /^Ambiguous reference to column name "(.+?)" \(use: (.+)\)/,
    ([name, names]) => ({ message: `Several tables have a column "${name}".`, hint: `Write ${names}.` }),
  ],
  [
    /^column (".+?") must appear in the GROUP BY clause.*\n.*"(ANY_VALUE\(.+\))"/,
    ([name, any]) => ({
      message: `The column ${name} is neither grouped by nor aggregated.`,
      hint: `Add it to GROUP BY, or write ${any}.`,
    }),
  ],
  [
    /^No function matches the given name and argument types '(.+?)'/,
    ([call]) => ({
      message: `There is no ${call}: the function takes other types.`,
      hint: 'Convert what is given to it with CAST(… AS …).',
    }),
  ],
]

const kind = /^[A-Z][A-Za-z ]* Error: /
const candidates = /\n+\s*Candidate (?:bindings|tables|Entries): (?:: )?(.+)/
const meant = /\n+Did you mean (.+)\?/

/**
 * Says what the engine said without the name of the engine's part that said it, in our own words where we have
 * some. Names that it proposes become the hint.
 */
export function engineWords(said: string): EngineWords {
  const sentence = said.replace(kind, '').trim()
  const proposed = candidates.exec(sentence)?.[1] ?? meant.exec(sentence)?.[1]
  const named = proposed === undefined ? {} : { hint: `Did you mean ${alternatives(proposed)}?` }
  for (const [pattern, say] of rules) {
    const found = pattern.exec(sentence)
    if (found === null) continue
    const words = say(found.slice(1))
    return { ...named, ...(typeof words === 'string' ? { message: words } : words) }
  }
  const rest = sentence.replace(candidates, '').replace(meant, '').trim()
  return { message: `${rest.slice(0, 1).toUpperCase()}${rest.slice(1)}`, ...named }
}

/** `"a", "b", "c"` as `"a", "b" or "c"`. */
function alternatives(list: string): string {
  return list.trim().replace(/, (?="[^"]*"$)/, ' or ')
}
