import type { LineageInput, PlannedInput } from '../../shared/model/lineage.ts'

/** The inputs that a plan in sight was made of, for the work that it announces: it is refused where one changed. */
export function plannedInputs(inputs: readonly LineageInput[]): PlannedInput[] {
  return inputs.map(({ named, version, id }) => ({ named, version, id }))
}
