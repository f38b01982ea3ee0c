import { join } from 'node:path'

/** Where things lie in a store. Only this file knows the folders' names. */
export const layout = {
  firnFile: (root: string) => join(root, 'firn.json'),
  objects: (root: string) => join(root, 'objects'),
  objectFolder: (root: string, sha256: string) => join(root, 'objects', sha256.slice(0, 2)),
  object: (root: string, sha256: string) => join(root, 'objects', sha256.slice(0, 2), sha256),
  datasets: (root: string) => join(root, 'datasets'),
  dataset: (root: string, dataset: string) => join(root, 'datasets', dataset),
  log: (root: string, dataset: string) => join(root, 'datasets', dataset, 'log'),
  entry: (root: string, dataset: string, number: number) =>
    join(root, 'datasets', dataset, 'log', entryFileName(number)),
  paths: (root: string) => join(root, 'paths'),
  plainPath: (root: string, dataset: string, version: number) => join(root, 'paths', dataset, `v${version}`),
  staging: (root: string) => join(root, 'staging'),
  writerStaging: (root: string, writer: string) => join(root, 'staging', writer),
  leases: (root: string) => join(root, 'leases'),
  lease: (root: string, writer: string) => join(root, 'leases', `${writer}.json`),
  cache: (root: string, name: string) => join(root, 'cache', name),
}

/** Ten digits, so that a listing of the folder is in order. */
export function entryFileName(number: number): string {
  return `${String(number).padStart(10, '0')}.json`
}

/** The number in a log file's name, or undefined when the file is none of a log's. */
export function entryNumber(fileName: string): number | undefined {
  const digits = /^([0-9]{10})\.json$/.exec(fileName)?.[1]
  return digits === undefined ? undefined : Number(digits)
}
