import type { VerifyFinding } from '../../../shared/contract/store.ts'

/** Gathers what is wrong: one finding per kind and object, with all snapshots that it affects. */
export class Findings {
  readonly #found = new Map<
    string,
    { kind: string; object: string; message: string; snapshots: Set<string> }
  >()

  add(kind: string, object: string, message: string, ...snapshots: readonly string[]): void {
    const key = `${kind} ${object}`
    const known = this.#found.get(key)
    if (known === undefined) this.#found.set(key, { kind, object, message, snapshots: new Set(snapshots) })
    else for (const snapshot of snapshots) known.snapshots.add(snapshot)
  }

  list(): VerifyFinding[] {
    return [...this.#found.values()].map(({ kind, object, message, snapshots }) => ({
      kind,
      object,
      message,
      snapshots: [...snapshots],
    }))
  }
}
