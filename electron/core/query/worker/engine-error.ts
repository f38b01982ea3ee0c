import { type ErrorCode, FirnError } from '../../../../shared/contract/errors.ts'
import { type EngineWords, engineWords } from './engine-words.ts'

/** What the engine's sentences begin with, and what that means for the caller. */
const kinds: readonly (readonly [RegExp, ErrorCode])[] = [
  [/^(INTERRUPT|Interrupt)/, 'cancelled'],
  [/^Out of Memory Error: (failed to offload|.*max_temp_directory_size)/s, 'scratch-full'],
  [/^Out of Memory Error/, 'memory'],
  [/^Parser Error/, 'sql-syntax'],
  [/^Permission Error/, 'sql-refused'],
  [/^IO Error: (No files found|Cannot open file .*No such file)/s, 'file-missing'],
  [/^IO Error: .*No space left/s, 'disk-full'],
]

const lineMarker = /\n\nLINE (\d+): ?([\s\S]*?)\n( *)\^/

/** Turns what DuckDB throws into a typed error that points at the character, where the engine says which. */
export function engineError(error: unknown, sql: string | undefined): FirnError {
  if (error instanceof FirnError) return error
  const raw = error instanceof Error ? error.message : String(error)
  const code = kinds.find(([pattern]) => pattern.test(raw))?.[1] ?? 'sql-failed'
  const position = sql === undefined ? undefined : markedPosition(raw, sql)
  const engine = raw.replace(lineMarker, '').trim()
  const { message, hint } = wordsOf(code, engine)
  return new FirnError(code, message, {
    cause: error,
    hint,
    context: {
      engine,
      ...(sql === undefined ? {} : { sql }),
      ...(position === undefined ? {} : { position }),
    },
  })
}

/** Where the code says it all, the engine's advice (other settings) is of no use: they are locked. */
function wordsOf(code: ErrorCode, engine: string): EngineWords {
  switch (code) {
    case 'cancelled':
      return { message: 'Cancelled.' }
    case 'memory':
      return {
        message: 'The query needs more memory than it may use.',
        hint: 'Read fewer rows or columns, or sort and group less at once.',
      }
    case 'scratch-full':
      return {
        message: 'The query needs more temporary space on the disk than it may use.',
        hint: 'Read fewer rows or columns, or sort and group less at once.',
      }
    case 'disk-full':
      return {
        message: `The disk is full: ${engine.replace('IO Error: ', '')}`,
        hint: 'Free some space and try again.',
      }
    default:
      return engineWords(engine)
  }
}

/**
 * The engine prints the line, perhaps cut at both ends with `...`, and a caret below the place. The caret is
 * set by the width that characters have in a terminal: two columns for a Chinese one, none for an accent that
 * stands alone or a tab. Returns the place as an offset in characters.
 */
function markedPosition(raw: string, sql: string): number | undefined {
  const match = lineMarker.exec(raw)
  if (match === null) return undefined
  const lineNumber = Number(match[1])
  const shown = match[2] ?? ''
  const columns = (match[3] ?? '').length - `LINE ${match[1]}: `.length
  const lines = sql.split('\n')
  const line = lines[lineNumber - 1]
  if (line === undefined) return undefined
  const before = lines.slice(0, lineNumber - 1).reduce((sum, each) => sum + each.length + 1, 0)
  const cutBefore = shown.startsWith('...') && !line.startsWith(shown)
  const bare = cutBefore ? shown.slice(3).replace(/\.\.\.$/, '') : shown
  const start = cutBefore ? line.indexOf(bare) : 0
  if (start < 0) return undefined
  const offset = charactersInColumns(line.slice(start), columns - (cutBefore ? 3 : 0))
  return Math.min(before + start + offset, sql.length)
}

function charactersInColumns(line: string, columns: number): number {
  let at = 0
  let width = 0
  for (const character of line) {
    if (width >= columns && columnsOf(character) > 0) break
    width += columnsOf(character)
    at += character.length
  }
  return at
}

const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}|[\u{20000}-\u{3fffd}]/u

function columnsOf(character: string): number {
  if (/[\p{Cc}\p{M}\u200b-\u200f]/u.test(character)) return 0
  return wide.test(character) ? 2 : 1
}
