import { FirnError } from '../../../shared/contract/errors.ts'
import type { LineageInput, PlannedInput } from '../../../shared/model/lineage.ts'
import { formatReference } from '../../../shared/model/reference.ts'

/**
 * Throws `conflict` when a name stands for another snapshot than in the plan that was shown: a version was
 * committed in between. Names that the plan does not have are new, and no contradiction.
 */
export function requirePlanned(
  inputs: readonly LineageInput[],
  planned: readonly PlannedInput[] | undefined,
): void {
  for (const { dataset, version, id, named } of inputs) {
    const then = planned?.find((each) => each.named === named)
    if (then === undefined || then.id === id) continue
    throw new FirnError(
      'conflict',
      `"${named}" is ${formatReference(dataset, version)} by now; the plan was made of v${then.version}.`,
      {
        hint: `Look at the new plan and go on, or name "${formatReference(dataset, then.version)}".`,
        context: { reference: named },
      },
    )
  }
}
