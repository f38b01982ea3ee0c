import type { Column, JsonOptions, Reject, TypeConflict } from '../../../shared/model/table.ts'
import {
  deepAggregates,
  deepen,
  deepFields,
  fieldsOf,
  guessTimes,
  recordOptions,
  surveyColumn,
  surveySource,
} from './json-fields.ts'
import { findJsonRejects } from './json-rejects.ts'
import type { JsonRead } from './json-sql.ts'
import { type JsonStructure, mergeStructures } from './json-structure.ts'
import {
  countValues,
  jsonRead,
  sampleStructure,
  structureOfUnknown,
  type ValueCounts,
} from './json-values.ts'
import { placesOf, type PlacesOfFiles } from './rejects.ts'
import { survey } from './survey.ts'
import type { Read } from './survey-columns.ts'
import {
  type ChosenTypes,
  type Depth,
  type PartsOfFile,
  readsAll,
  sampleRows,
  type TableFindings,
  type TablePlan,
} from './table-plan.ts'

const fileColumn = '__file'

/** Reads the files of a JSON table and finds out what its columns are. */
export async function surveyJson(
  read: Read,
  plan: TablePlan,
  options: JsonOptions,
  depth: Depth,
  partsOf: PartsOfFile,
  chosen: ChosenTypes,
): Promise<TableFindings> {
  const all = readsAll(plan, depth)
  const parts = plan.files.map((each) => ({ path: each.file.path, parts: partsOf(each) }))
  const paths = placesOf(parts)
  const bytes = Math.max(...plan.files.map(({ file }) => file.bytes))
  const plain = jsonRead(
    plan,
    options,
    parts.flatMap((each) => each.parts.map(({ physical }) => physical)),
    bytes,
  )
  const byFile = paths.size > 1 && plan.files.length > 1
  const values: JsonRead = byFile ? { ...plain, fileColumn } : plain
  const limit = all ? undefined : sampleRows

  let structure: JsonStructure = 'NULL'
  for (const each of plan.files) {
    const own =
      each.structure ??
      (await sampleStructure(read, { ...plain, paths: partsOf(each).map(({ physical }) => physical) }))
    structure = mergeStructures(structure, own)
  }
  const isRecords = typeof structure !== 'string' && !Array.isArray(structure)
  const known = isRecords ? Object.keys(structure) : undefined
  const counts = await countValues(read, values, known, limit)
  const total = [...counts.values()].reduce((sum, each) => sum + each.unknownKeys, 0)
  if (known !== undefined && total > 0)
    structure = mergeStructures(structure, await structureOfUnknown(read, plain, known))
  const settled: JsonOptions = isRecords
    ? recordOptions(options.shape, structure)
    : { kind: 'json', shape: options.shape, values: true }
  const rejectedIn = (each: ValueCounts) => each.invalid + (isRecords ? each.notRecords : 0)
  const damaged = [...counts.values()].some((each) => rejectedIn(each) > 0)

  const fields = fieldsOf(structure)
  const source = surveySource(values, settled, fields, damaged, limit)
  const guessed = all ? await guessTimes(read, source, fields) : fields.map(surveyColumn)
  const deep = all ? deepFields(fields) : []
  const found = await survey(
    read,
    { ...source, also: deepAggregates(deep) },
    guessed.map((column) => ({
      ...column,
      chosen: chosen.get(column.name),
    })),
  )

  deepen(fields, deep, found.also)

  const perFile = new Map<string, { rows: number; rejected: number }>()
  // What lies in one place is read once for each of its files.
  const shares: PlacesOfFiles = byFile
    ? paths
    : new Map([['', plan.files.map(({ file }) => ({ path: file.path, linesBefore: 0 }))]])
  for (const [place, logical] of shares) {
    const each = counts.get(place)
    const rejected = each === undefined ? 0 : rejectedIn(each)
    for (const { path } of logical) {
      const before = perFile.get(path) ?? { rows: 0, rejected: 0 }
      perFile.set(path, {
        rows: before.rows + ((each?.values ?? 0) - rejected) / logical.length,
        rejected: before.rejected + rejected / logical.length,
      })
    }
  }
  const rows = [...perFile.values()].reduce((sum, each) => sum + each.rows, 0)
  const rejects: Reject[] = damaged
    ? await findJsonRejects(read, plain, paths, { records: isRecords, limit })
    : []
  const columns: Column[] = []
  const conflicts: TypeConflict[] = []
  for (const [index, { name, type, present, conflict }] of found.columns.entries()) {
    const nested = chosen.get(name) === undefined ? fields[index]?.nestedType : undefined
    columns.push({ name, type: nested ?? type, nullable: present < rows, present })
    if (conflict !== undefined) conflicts.push(conflict)
  }
  return {
    options: settled,
    columns,
    conflicts,
    rows,
    rejected: [...perFile.values()].reduce((sum, each) => sum + each.rejected, 0),
    rejects,
    perFile,
    covers: all ? 'all' : 'sample',
  }
}
