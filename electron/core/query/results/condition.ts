import { FirnError } from '../../../../shared/contract/errors.ts'
import { gateCondition } from '../gate.ts'
import { moveError } from '../prepare.ts'
import { sqlTokens } from '../sql-tokens.ts'
import type { ParsedSql } from '../worker/worker-contract.ts'

const before = 'SELECT * FROM result WHERE (\n'

/**
 * Lets a condition through the gate: columns and functions only, no tables, nothing behind its end. `volatile`
 * ones may keep other rows in another run. Throws `sql-syntax` and `sql-refused` with the position in the
 * condition.
 */
export async function checkCondition(
  condition: string,
  parse: (sql: string) => Promise<ParsedSql>,
): Promise<{ readonly volatile: boolean }> {
  const closing = unopenedBracket(condition)
  if (closing !== undefined)
    throw new FirnError('sql-syntax', 'The condition closes a bracket that it did not open.', {
      context: { sql: condition, position: closing },
    })
  const sql = `${before}${condition}\n)`
  const inCondition = (error: unknown) => moveError(error, condition, (position) => position - before.length)
  const parsed = await parse(sql)
  if (!parsed.ok) {
    const position = parsed.position === undefined ? {} : { position: parsed.position }
    throw inCondition(
      new FirnError(
        parsed.kind === 'syntax' ? 'sql-syntax' : 'sql-refused',
        `The condition cannot be read: ${parsed.message}.`,
        {
          context: { sql, ...position },
        },
      ),
    )
  }
  const [tree, second] = parsed.statements
  try {
    if (second !== undefined)
      throw new FirnError('sql-refused', 'This is more than a condition.', { context: { sql } })
    return gateCondition(tree, sql)
  } catch (error) {
    throw inCondition(error)
  }
}

/** `a) OR (b` would be read as two conditions that nothing holds together. */
function unopenedBracket(condition: string): number | undefined {
  let depth = 0
  for (const { kind, from, to } of sqlTokens(condition)) {
    if (kind !== 'symbol') continue
    const symbol = condition.slice(from, to)
    if (symbol === '(') depth += 1
    if (symbol === ')') depth -= 1
    if (depth < 0) return from
  }
  return undefined
}
