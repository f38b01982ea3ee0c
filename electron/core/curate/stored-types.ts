import { FirnError } from '../../../shared/contract/errors.ts'
import type { ResultColumn } from '../../../shared/model/value.ts'
import { identifier } from '../query/sql-text.ts'

/**
 * Types that Parquet cannot hold without loss (the engine writes HUGEINT as DOUBLE, an INTERVAL in whole
 * milliseconds), and what they become. Every sum of BIGINT is a HUGEINT.
 */
const stored: readonly (readonly [RegExp, string])[] = [
  [/(?<!")\b(U?HUGEINT|BIGNUM)\b(?!")/g, 'DECIMAL(38,0)'],
  [/(?<!")\b(INTERVAL|BIT|TIME WITH TIME ZONE)\b(?!")/g, 'VARCHAR'],
]

/** A SELECT of the same rows in types that Parquet holds exactly. Throws `wrong-usage` for a name that comes twice. */
export function storableSql(sql: string, columns: readonly ResultColumn[]): string {
  const names = columns.map(({ name }) => name.toLowerCase())
  const twice = columns.find(({ name }, index) => names.indexOf(name.toLowerCase()) !== index)
  if (twice !== undefined)
    throw new FirnError('wrong-usage', `Two columns are named "${twice.name}".`, {
      hint: `Give one of them another name: … AS ${identifier(`${twice.name}_2`)}.`,
      context: { column: twice.name },
    })
  const casts = columns.flatMap(({ name, type }) => {
    const better = storedType(type)
    return better === type ? [] : [`CAST(${identifier(name)} AS ${better}) AS ${identifier(name)}`]
  })
  return casts.length === 0 ? sql : `SELECT * REPLACE (${casts.join(', ')}) FROM (\n${sql}\n)`
}

function storedType(type: string): string {
  return stored.reduce((changed, [pattern, better]) => changed.replace(pattern, better), type)
}
