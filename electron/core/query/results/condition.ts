import { FirnError } from '../../../../shared/contract/errors.ts'
import { gateCondition } from '../gate.ts'
import { moveError } from '../prepare.ts'
import type { ParsedSql } from '../worker/worker-contract.ts'

const before = 'SELECT * FROM result WHERE (\n'

/**
 * Lets a condition through the gate: columns and functions only, no tables, nothing behind its end. Throws
 * `sql-syntax` and `sql-refused` with the position in the condition.
 */
export async function checkCondition(
  condition: string,
  parse: (sql: string) => Promise<ParsedSql>,
): Promise<void> {
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
    gateCondition(tree, sql)
  } catch (error) {
    throw inCondition(error)
  }
}
