import type { Jobs } from '../jobs/jobs.ts'
import type { QueryLimits } from '../query/limits.ts'
import type { RelationSource } from '../query/relations.ts'
import type { Workers } from '../query/workers.ts'
import type { Store } from '../store/store.ts'

/** What curating needs of the rest of the program. */
export interface CurateTools {
  readonly store: Store
  readonly workers: Workers
  readonly relations: RelationSource
  readonly jobs: Jobs
  readonly limits: QueryLimits
  readonly programVersion: string
}
