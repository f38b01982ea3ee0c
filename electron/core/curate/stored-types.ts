import { FirnError } from '../../../shared/contract/errors.ts'
import type { ResultColumn } from '../../../shared/model/value.ts'
import { storedType } from '../query/output/stored-type.ts'
import { identifier } from '../query/sql-text.ts'

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
