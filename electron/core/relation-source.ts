import { FirnError } from '../../shared/contract/errors.ts'
import { namesAFile } from '../../shared/model/reference.ts'
import { misreadFile, openedFile } from './opened-files.ts'
import type { RelationSource } from './query/relations.ts'
import type { Session } from './session.ts'
import { snapshotRelation } from './snapshot-relation.ts'

/** What names in SQL mean in one session: tables of its store's snapshots, and files that it may read. */
export function relationsOf(session: Session): RelationSource {
  return {
    async relation(name, options) {
      if (namesAFile(name)) return await openedFile(session, name, options.signal)
      const workspace = await session.workspaceIfOpen()
      if (workspace === undefined)
        throw new FirnError('no-store', `"${name}" is a dataset, and no store is open.`, {
          hint: "Open a store, or name a file: FROM './data.csv'.",
          context: { reference: name },
        })
      return await snapshotRelation(workspace, name, options)
    },
    misread: (file) => misreadFile(session, file),
  }
}
