import { FirnError } from '../../../shared/contract/errors.ts'
import type { LineageInput } from '../../../shared/model/lineage.ts'
import { formatReference } from '../../../shared/model/reference.ts'
import type { RelationSource } from '../query/relations.ts'

/**
 * The snapshots that a recipe read then, under the names by which it named them, whatever is the latest now.
 * Throws `store-damaged` when a version is no longer the snapshot it was.
 */
export function pinnedRelations(relations: RelationSource, inputs: readonly LineageInput[]): RelationSource {
  return {
    async relation(name, options) {
      const rejected = /\/rejected$/.exec(name)?.[0] ?? ''
      const input = inputs.find((each) => each.named === name)
      if (input === undefined)
        throw new FirnError('internal', `The lineage does not say which snapshot "${name}" was.`, {
          context: { reference: name },
        })
      const pinned = `${formatReference(input.dataset, input.version, input.table)}${rejected}`
      const relation = await relations.relation(pinned, { ...options, expired: true })
      if (relation.input?.id !== input.id)
        throw new FirnError(
          'store-damaged',
          `${pinned} is another snapshot than the one that was read (${input.id.slice(0, 12)}).`,
          {
            hint: '`firn verify` checks the store.',
            context: { reference: pinned },
          },
        )
      return { ...relation, input }
    },
  }
}
