import { basename, dirname } from 'node:path'
import type { SnapshotTable, TreeEntry } from '../../../shared/model/snapshot.ts'
import type { Table } from '../../../shared/model/table.ts'
import { canonicalText } from '../store/canonical.ts'
import type { CutRule } from '../store/cut-rule.ts'
import type { SourceFile } from '../store/source-walk.ts'
import { pathText } from '../store/tree-path.ts'
import { cutRuleFor } from './file-parts.ts'
import { lookAt } from './file-look.ts'

/**
 * Says how files of a snapshot may be cut, by a look at their beginnings, and remembers it: whether that was right
 * is known only when their tables are.
 */
export class CuttingFiles {
  readonly #rules = new Map<string, CutRule>()
  readonly #whole = new Set<string>()
  readonly #tables: readonly SnapshotTable[]

  /** `tables` are those of the version before. */
  constructor(tables: readonly SnapshotTable[]) {
    this.#tables = tables
    for (const table of tables) {
      const rule = cutRuleFor(table)
      if (rule !== undefined) for (const file of table.files) this.#rules.set(file, rule)
    }
  }

  async ruleFor(source: SourceFile): Promise<CutRule | undefined> {
    const path = pathText(source.path)
    if (typeof source.path !== 'string' || this.#whole.has(path)) return undefined
    const { absolute, size, mtimeNs } = source
    const look = await lookAt({
      path,
      physical: absolute,
      folder: basename(dirname(absolute)),
      bytes: size,
      modified: new Date(Number(mtimeNs / 1_000_000n)).toISOString(),
      identity: '',
      named: true,
    }).catch(() => undefined)
    const rule = look?.kind === 'table' ? cutRuleFor(look) : undefined
    if (rule === undefined) this.#rules.delete(path)
    else this.#rules.set(path, rule)
    return rule
  }

  /** Whether the version before had the file cut by the rule that holds now. */
  wasCutAlike({ path }: SourceFile): boolean {
    const table = this.#tables.find(({ files }) => files.includes(pathText(path)))
    return table !== undefined && sameRule(cutRuleFor(table), this.#rules.get(pathText(path)))
  }

  isKeptWhole({ path }: SourceFile): boolean {
    return this.#whole.has(pathText(path))
  }

  keepWhole(paths: readonly string[]): void {
    for (const path of paths) this.#whole.add(path)
  }

  /** Files that were cut although their tables are read in another way than was thought. */
  wronglyCut(
    entries: readonly TreeEntry[],
    tables: readonly Pick<Table, 'compression' | 'text' | 'options' | 'files'>[],
  ): string[] {
    const inChunks = new Set(
      entries.filter(({ chunks }) => chunks !== undefined).map(({ path }) => pathText(path)),
    )
    return tables.flatMap((table) => {
      const rule = cutRuleFor(table)
      return table.files.filter((file) => inChunks.has(file) && !sameRule(rule, this.#rules.get(file)))
    })
  }
}

function sameRule(a: CutRule | undefined, b: CutRule | undefined): boolean {
  return a !== undefined && b !== undefined && canonicalText(a) === canonicalText(b)
}
