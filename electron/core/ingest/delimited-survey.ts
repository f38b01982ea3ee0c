import type { Column, DelimitedOptions, FileLayout, TypeConflict } from '../../../shared/model/table.ts'
import { guessType, textTypes } from './column-types.ts'
import { readDelimited, rowCondition } from './delimited-sql.ts'
import { anyRejects, placesOf, type PlacesOfFiles, readRejects } from './rejects.ts'
import { readCompression } from './text-rewriting.ts'
import { survey } from './survey.ts'
import type { Read, SurveyColumn, SurveyedColumn } from './survey-columns.ts'
import {
  type ChosenTypes,
  type Depth,
  type PartsOfFile,
  type PlannedFile,
  readsAll,
  sampleRows,
  type TableFindings,
  type TablePlan,
} from './table-plan.ts'

const fileColumn = '__file'

/**
 * Reads the files of a delimited table as text and finds out what its columns are. `partsOf` gives what
 * is really read for a planned file (the rewritten one, where the text had to be rewritten). Says also in which
 * files quotes do not close as they should.
 */
export async function surveyDelimited(
  read: Read,
  plan: TablePlan,
  options: DelimitedOptions,
  depth: Depth,
  partsOf: PartsOfFile,
  headless: ReadonlySet<string>,
  chosen: ChosenTypes,
): Promise<{ readonly findings: TableFindings; readonly brokenQuotes: readonly string[] }> {
  const all = readsAll(plan, depth)
  const compression = readCompression(plan)
  const merged = new Map<string, SurveyedColumn[]>()
  const perFile = new Map<string, { rows: number; rejected: number }>()
  const layouts = layoutsOf(plan.files)
  const rejects = []
  const brokenQuotes: string[] = []
  // A sample of short files is all of them. Whether a packed one is whole is only known at its end.
  let complete = all || plan.compression === 'none'
  for (const { names, files } of layouts) {
    const parts = files.map((each) => ({ path: each.file.path, parts: partsOf(each) }))
    const paths = placesOf(parts)
    const byFile = paths.size > 1 && files.length > 1
    const columns = names.map((name, index): SurveyColumn => {
      const cells = files.flatMap((each) => each.header?.cells[index] ?? [])
      const perFile = typesPerFile(files.map((each) => each.header?.cells[index] ?? []))
      return {
        name,
        expression: names.length === 1 ? `nullif(c${index}, '')` : `c${index}`,
        guess: guessType(cells),
        types: textTypes,
        fallback: 'VARCHAR',
        chosen: chosen.get(name),
        ...(perFile.length > 1 ? { perFile } : {}),
      }
    })
    const scan = readDelimited({
      paths: parts.flatMap((each) => each.parts.map(({ physical }) => physical)),
      headless,
      options,
      compression,
      columns: names.map((_, index) => ({ name: `c${index}`, type: 'VARCHAR' })),
      fileColumn: byFile ? fileColumn : undefined,
      passRejects: true,
    })
    const from = `(SELECT * FROM ${scan} WHERE ${
      rowCondition(
        names.map((_, index) => `c${index}`),
        true,
      ) ?? 'true'
    })`
    const found = await survey(
      read,
      {
        from,
        // Reading all columns of wide tables again and again is what takes the time.
        fromThen: async () => ((await anyRejects(read, [...paths.keys()])) ? from : scan),
        fileColumn: byFile ? fileColumn : undefined,
        limit: all ? undefined : sampleRows,
        formats: options,
      },
      columns,
    )
    for (const column of found.columns) merged.set(column.name, [...(merged.get(column.name) ?? []), column])
    if (!all && sumOf([...found.rows.values()]) >= sampleRows) complete = false
    const damaged = await readRejects(read, compression, paths)
    rejects.push(...damaged.rejects)
    brokenQuotes.push(...damaged.brokenQuotes)
    for (const { file } of files)
      perFile.set(file.path, { rows: 0, rejected: damaged.counts.get(file.path) ?? 0 })
    // What lies in one place is read once for each of its files.
    const shares: PlacesOfFiles = byFile
      ? paths
      : new Map([['', files.map(({ file }) => ({ path: file.path, linesBefore: 0 }))]])
    for (const [place, logical] of shares) {
      for (const { path } of logical) {
        const counts = perFile.get(path)
        if (counts !== undefined) counts.rows += (found.rows.get(place) ?? 0) / logical.length
      }
    }
  }
  const rows = sumOf([...perFile.values()].map((each) => each.rows))
  const columns: Column[] = []
  const conflicts: TypeConflict[] = []
  for (const [name, parts] of merged) {
    const { type, conflict } = joined(name, parts)
    const present = sumOf(parts.map((part) => part.present))
    columns.push({ name, type, nullable: present < rows, present })
    if (conflict !== undefined) conflicts.push(conflict)
  }
  const differing =
    layouts.length === 1
      ? undefined
      : layouts.map(
          ({ names, files }): FileLayout => ({ columns: names, files: files.map((each) => each.file.path) }),
        )
  const findings: TableFindings = {
    options,
    columns,
    conflicts,
    rows,
    rejected: sumOf([...perFile.values()].map((each) => each.rejected)),
    rejects,
    perFile,
    covers: complete && (all || brokenQuotes.length === 0) ? 'all' : 'sample',
    ...(differing === undefined ? {} : { layouts: differing }),
  }
  return { findings, brokenQuotes }
}

/** What the first cells of each file look like, where there is more than one answer. */
function typesPerFile(
  files: readonly (readonly string[])[],
): { type: string; files: number; example: string }[] {
  const found = new Map<string, { type: string; files: number; example: string }>()
  for (const cells of files) {
    const { type, unseen, certain } = guessType(cells)
    if (unseen) continue
    const name = certain && type !== undefined ? type : 'VARCHAR'
    const known = found.get(name)
    if (known === undefined)
      found.set(name, {
        type: name,
        files: 1,
        example: cells.find((cell) => cell !== '')?.slice(0, 100) ?? '',
      })
    else known.files += 1
  }
  return [...found.values()]
}

function layoutsOf(files: readonly PlannedFile[]): { names: readonly string[]; files: PlannedFile[] }[] {
  const layouts = new Map<string, { names: readonly string[]; files: PlannedFile[] }>()
  for (const file of files) {
    const names = file.header?.names ?? []
    const key = JSON.stringify(names)
    const layout = layouts.get(key)
    if (layout === undefined) layouts.set(key, { names, files: [file] })
    else layout.files.push(file)
  }
  // The widest layout gives the order of the columns.
  return [...layouts.values()].sort((a, b) => b.names.length - a.names.length)
}

/** One column out of what it is in files of different layouts. */
function joined(
  name: string,
  parts: readonly SurveyedColumn[],
): { type: string; conflict: TypeConflict | undefined } {
  const filled = parts.filter((part) => part.present > 0)
  const types = [...new Set((filled.length > 0 ? filled : parts).map((part) => part.type))]
  const conflict = parts.find((part) => part.conflict !== undefined)?.conflict
  const [only] = types
  if (types.length === 1 && only !== undefined) return { type: only, conflict }
  const resolved = widest(types)
  return {
    type: resolved,
    conflict: {
      column: name,
      types: types.map((type) => ({
        type,
        files: filled.filter((part) => part.type === type).length,
        example: '',
      })),
      resolved,
    },
  }
}

function widest(types: readonly string[]): string {
  const within = (allowed: readonly string[]) => types.every((type) => allowed.includes(type))
  if (within(['BIGINT', 'HUGEINT'])) return 'HUGEINT'
  if (within(['DATE', 'TIMESTAMP'])) return 'TIMESTAMP'
  if (within(['DATE', 'TIMESTAMP', 'TIMESTAMP_NS'])) return 'TIMESTAMP_NS'
  // Whole numbers past 2^53 would be rounded; which there are is not known here.
  if (within(['BIGINT', 'DOUBLE'])) return 'DOUBLE'
  return 'VARCHAR'
}

export function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0)
}
