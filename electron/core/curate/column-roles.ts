import { FirnError } from '../../../shared/contract/errors.ts'
import type { ColumnRole, FreezeRequest } from '../../../shared/model/receipt.ts'

interface TypedColumn {
  readonly name: string
  readonly type: string
}

export interface RoledColumn extends TypedColumn {
  readonly role: ColumnRole
}

/** What a request says about columns; `id` may come from the freeze before. */
export type RoleRequest = Pick<FreezeRequest, 'id' | 'label' | 'weight' | 'features' | 'ignore'>

/**
 * Gives each column of the source its role: those that are named, and `feature` for the rest, unless features
 * are named: then the rest is ignored. What is ignored is left out of the files. Throws `invalid-input` for a
 * column that is not there or has two roles, and when nothing is left to learn from.
 */
export function columnRoles(columns: readonly TypedColumn[], request: RoleRequest): RoledColumn[] {
  const roles = new Map<string, ColumnRole>()
  const give = (names: readonly string[] | undefined, role: ColumnRole) => {
    for (const name of names ?? []) {
      const found = findColumn(columns, name)
      const other = roles.get(found.name)
      if (other !== undefined && other !== role)
        throw new FirnError(
          'invalid-input',
          `The column "${found.name}" cannot be ${other} and ${role} at once.`,
          {
            context: { column: found.name },
          },
        )
      roles.set(found.name, role)
    }
  }
  give(request.id, 'id')
  give(request.label === undefined || request.label === '' ? undefined : [request.label], 'label')
  give(request.weight === undefined || request.weight === '' ? undefined : [request.weight], 'weight')
  give(request.ignore, 'ignore')
  give(request.features, 'feature')
  const rest: ColumnRole = request.features === undefined ? 'feature' : 'ignore'
  const roled = columns.map(({ name, type }) => ({ name, type, role: roles.get(name) ?? rest }))
  if (!roled.some(({ role }) => role === 'feature'))
    throw new FirnError('invalid-input', 'No column is left as a feature.', {
      hint: 'Ignore fewer columns, or name features.',
    })
  return roled
}

/** The column of this name; capitals count only where two differ in nothing else. Throws `invalid-input`. */
export function findColumn<Column extends { readonly name: string }>(
  columns: readonly Column[],
  name: string,
): Column {
  const exact = columns.find((column) => column.name === name)
  const alike = columns.filter((column) => column.name.toLowerCase() === name.toLowerCase())
  const found = exact ?? (alike.length === 1 ? alike[0] : undefined)
  if (found !== undefined) return found
  throw new FirnError('invalid-input', `There is no column "${name}".`, {
    hint: `There are: ${columns.map((column) => column.name).join(', ')}.`,
    context: { column: name },
  })
}
