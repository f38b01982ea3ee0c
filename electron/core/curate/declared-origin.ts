import type { DeclaredOrigin } from '../../../shared/contract/store.ts'
import { FirnError } from '../../../shared/contract/errors.ts'
import type { Lineage, LineageInput } from '../../../shared/model/lineage.ts'
import { definedFields } from './defined-fields.ts'
import { gitState } from './git-state.ts'
import type { ResolvedSnapshot, Store } from '../store/store.ts'

/**
 * The lineage of files that another program made, as it was told: the versions that its references mean now, the git
 * state of its code, parameters and seed. Throws what resolving throws, and `invalid-input` for code that no git
 * repository holds.
 */
export async function declaredLineage(
  store: Store,
  { inputs, code, parameters = {}, seed }: DeclaredOrigin,
  programVersion: string,
): Promise<Lineage> {
  const found: LineageInput[] = []
  for (const { reference, named = reference } of inputs)
    if (found.every((input) => input.named !== named))
      found.push(inputOf(named, await store.resolve(reference, { expired: true })))
  const git = code === undefined ? undefined : await gitState(code)
  if (code !== undefined && git === undefined)
    throw new FirnError('invalid-input', `${code} lies in no git repository with a commit.`, {
      hint: 'Commit the code first, or leave the folder of the code away.',
      context: { file: code },
    })
  return { inputs: found, parameters, program: programVersion, ...definedFields({ seed, git }) }
}

function inputOf(named: string, { dataset, version, id, snapshot, table }: ResolvedSnapshot): LineageInput {
  const isPart = table !== undefined && snapshot.tables.length > 1
  return { dataset, version, id, named, ...(isPart ? { table: table.name } : {}) }
}
