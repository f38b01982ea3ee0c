import { basename, dirname } from 'node:path'
import type { Problem } from '../../../shared/model/discovery.ts'
import { isPartitionFolder, partitionsOf } from '../../../shared/model/partitions.ts'
import type { TableFormat } from '../../../shared/model/table.ts'

/** Name of the folder around a file; folders that state values, such as `year=2026`, are passed over. */
export function tableFolder(absolute: string): string {
  let folder = dirname(absolute)
  while (isPartitionFolder(basename(folder))) folder = dirname(folder)
  return basename(folder)
}

/** The folder of a path, without those that state values: files of one table are in one such place. */
export function placeOf(path: string): string {
  return path
    .split('/')
    .slice(0, -1)
    .filter((folder) => !isPartitionFolder(folder))
    .join('/')
}

/** The same for files whose folders state values of the same columns, in any order; empty where they state none. */
export function keysOf(path: string): string {
  return [...partitionsOf(path).keys()].toSorted().join(', ')
}

interface PlacedFile {
  readonly file: { readonly path: string }
  readonly look: { readonly format: TableFormat }
}

/**
 * Files of one place and format whose folders state values of the same columns as those of most files there. What is
 * beside them with other columns is no part of their table, and a problem that says so.
 */
export function withTheSameKeys<File extends PlacedFile>(
  files: readonly File[],
): { readonly alike: readonly File[]; readonly problems: readonly Problem[] } {
  const places = new Map<string, Map<string, File[]>>()
  for (const each of files) {
    const keys = keysOf(each.file.path)
    // What lies beside the folders, and not in them, is a table of its own.
    if (keys === '') continue
    const place = JSON.stringify([placeOf(each.file.path), each.look.format])
    const byKeys = places.get(place) ?? new Map<string, File[]>()
    places.set(place, byKeys.set(keys, [...(byKeys.get(keys) ?? []), each]))
  }
  const others = new Set<File>()
  const problems: Problem[] = []
  for (const byKeys of places.values()) {
    const [most, ...fewer] = [...byKeys].toSorted(([, a], [, b]) => b.length - a.length)
    for (const [keys, members] of most === undefined ? [] : fewer) {
      for (const each of members) others.add(each)
      problems.push(otherKeys(members, keys, most?.[0] ?? ''))
    }
  }
  return { alike: files.filter((each) => !others.has(each)), problems }
}

function otherKeys(files: readonly PlacedFile[], keys: string, usual: string): Problem {
  const path = files[0]?.file.path ?? ''
  const which = files.length === 1 ? `${path} is` : `${files.length} files, such as ${path}, are`
  return {
    path,
    message: `${which} part of no table: the folders state values of ${keys}, those of the other files there of ${usual}.`,
    hint: 'Give all files folders of the same columns, or move these to a folder of their own.',
  }
}
