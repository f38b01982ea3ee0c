import { nameFrom } from '../../../shared/model/names.ts'
import { stemOf } from './file-names.ts'
import type { InputFile } from './input-files.ts'
import { keysOf, placeOf } from './partition-folders.ts'

export interface UnnamedTable {
  readonly format: string
  readonly files: readonly InputFile[]
}

/**
 * Names for tables, each once: what their files were called in before, else the stem of a single file, the
 * folder's name for several, or what their stems begin with where a folder holds several such tables.
 */
export function nameTables(
  tables: readonly UnnamedTable[],
  before: Readonly<Record<string, string>>,
): string[] {
  const severalIn = new Map<string, number>()
  for (const { files } of tables) {
    const folder = placeOfFiles(files)
    if (files.length > 1) severalIn.set(folder, (severalIn.get(folder) ?? 0) + 1)
  }
  const taken = new Map<string, { format: string; folder: string }>()
  return tables.map(({ format, files }) => {
    const inherited = files
      .map(({ path }) => (Object.hasOwn(before, path) ? before[path] : undefined))
      .find((each) => each !== undefined)
    const base = inherited ?? nameFrom(baseName(files, severalIn.get(placeOfFiles(files)) ?? 0))
    return uniqueName(base, format, files[0]?.folder ?? '', taken)
  })
}

function placeOfFiles(files: readonly InputFile[]): string {
  return placeOf(files[0]?.path ?? '')
}

function baseName(files: readonly InputFile[], tablesOfSeveral: number): string {
  const [first] = files
  if (first === undefined) return ''
  if (files.length === 1 && keysOf(first.path) === '') return stemOf(first.path)
  const shared = sharedBeginning(files.map(({ path }) => stemOf(path)))
  const allNamed = files.every(({ named }) => named)
  return (tablesOfSeveral > 1 || allNamed) && shared.length >= 3 ? shared : first.folder
}

/** Without what only counts: `listed-v1`, `listed-v2` give `listed`. */
function sharedBeginning(stems: readonly string[]): string {
  let shared = stems[0] ?? ''
  for (const stem of stems) while (!stem.startsWith(shared)) shared = shared.slice(0, -1)
  return shared.replace(/([._-]+v?|\d+)+$/i, '')
}

/** Two tables of one name are told apart by their formats, else by their folders, else by a number. */
function uniqueName(
  base: string,
  format: string,
  folder: string,
  taken: Map<string, { format: string; folder: string }>,
): string {
  const other = taken.get(base)
  const choices = [
    ...(other === undefined ? [base] : []),
    ...(other !== undefined && other.format !== format ? [`${base}-${format}`] : []),
    ...(other !== undefined && other.folder !== folder ? [nameFrom(`${folder}-${base}`)] : []),
  ]
  let name = choices.find((each) => !taken.has(each)) ?? base
  for (let number = 2; taken.has(name); number += 1) name = `${base}-${number}`
  taken.set(name, { format, folder })
  return name
}
