import type { StoreContext } from './context.ts'
import { allVersions } from './object-users.ts'

/** For each snapshot id, references of the snapshots (not expired) whose lineage names it as an input. */
export async function usersOfSnapshots(ctx: StoreContext): Promise<Map<string, string[]>> {
  const users = new Map<string, string[]>()
  for (const { id, reference, expired } of await allVersions(ctx)) {
    if (expired) continue
    const snapshot = await ctx.snapshots.read(ctx, id, reference).catch(() => undefined)
    for (const input of snapshot?.lineage?.inputs ?? []) {
      const known = users.get(input.id) ?? []
      if (!known.includes(reference)) users.set(input.id, [...known, reference])
    }
  }
  return users
}
