import { access, constants } from 'node:fs/promises'
import { FirnError } from '../../../shared/contract/errors.ts'
import type { LogOptions, Reject } from '../../../shared/model/table.ts'
import { sourceFailure } from '../store/io-error.ts'
import { surveyDelimitedTable, withoutDamagedLines } from './delimited-tables.ts'
import type { CallWatch, EngineReader } from './engine-reader.ts'
import { rowParts } from './file-parts.ts'
import { despiteOneDeath, formatFailure, isFatal } from './format-failure.ts'
import { checkGzip } from './gzip-check.ts'
import { lostLine } from './long-lines.ts'
import { surveyJson } from './json-survey.ts'
import { keyValuePattern } from './log-patterns.ts'
import type { ParsedFile, ParsedFiles } from './parsed-files.ts'
import { surveyParquet } from './parquet-survey.ts'
import {
  type Depth,
  type ChosenTypes,
  type PlannedFile,
  readsAll,
  sampleRows,
  type TableFindings,
  type TablePlan,
} from './table-plan.ts'

export interface SurveyTools {
  readonly reader: EngineReader
  readonly parsed: ParsedFiles
  readonly watch: CallWatch
  /** What the engine reads, by logical path. */
  readonly paths: Map<string, readonly string[]>
  readonly chosen: ChosenTypes
}

/**
 * Reads the files of a planned table. Files that cannot be read are told to `fail` and left out; undefined when
 * none is left. Throws what ends everything, such as `cancelled`.
 */
export async function surveyTable(
  tools: SurveyTools,
  plan: TablePlan,
  depth: Depth,
  fail: (path: string, error: unknown) => void,
): Promise<{ readonly findings: TableFindings; readonly files: readonly PlannedFile[] } | undefined> {
  const survey = (files: readonly PlannedFile[]) =>
    despiteOneDeath(tools.reader.reopen, () => surveyFiles(tools, { ...plan, files }, depth))
  try {
    return { findings: await survey(plan.files), files: plan.files }
  } catch (error) {
    if (isFatal(error)) throw error
    await tools.reader.reopen()
    const [only] = plan.files
    if (plan.files.length === 1 && only !== undefined) {
      fail(only.file.path, await reasonFor(only, error))
      return undefined
    }
  }
  // One of several files is bad: which, is found by reading each alone.
  const good: PlannedFile[] = []
  for (const each of plan.files) {
    try {
      await survey([each])
      good.push(each)
    } catch (error) {
      if (isFatal(error)) throw error
      await tools.reader.reopen()
      fail(each.file.path, await reasonFor(each, error))
    }
  }
  if (good.length === 0) return undefined
  return { findings: await survey(good), files: good }
}

async function surveyFiles(tools: SurveyTools, plan: TablePlan, depth: Depth): Promise<TableFindings> {
  const engineUnpacks =
    plan.compression === 'gzip' &&
    plan.text === undefined &&
    (plan.options.kind === 'delimited' || plan.options.kind === 'json')
  if (!engineUnpacks || !readsAll(plan, depth)) return await surveyContent(tools, plan, depth)
  // Whichever fails first, the other must have ended before the files are read again.
  const [found, checked] = await Promise.allSettled([
    surveyContent(tools, plan, depth),
    checkPacked(tools, plan),
  ])
  if (checked.status === 'rejected') throw checked.reason
  if (found.status === 'rejected') throw found.reason
  if (plan.options.kind !== 'delimited' || checked.value.length === 0) return found.value
  return await surveyContent(tools, withoutDamagedLines(plan, checked.value), depth)
}

/** Returns the files with lines that the engine would lose. */
async function checkPacked({ watch }: SurveyTools, { files }: TablePlan): Promise<string[]> {
  const losing: string[] = []
  for (const { file } of files) {
    const { longestLine } = await checkGzip(file, watch.signal)
    if (longestLine > lostLine) losing.push(file.path)
  }
  return losing
}

async function surveyContent(tools: SurveyTools, plan: TablePlan, depth: Depth): Promise<TableFindings> {
  const { options } = plan
  const partsOf = ({ file }: PlannedFile) => {
    const [only, ...more] = tools.paths.get(file.path) ?? []
    return only === undefined || more.length > 0 || file.parts !== undefined
      ? rowParts(file, options)
      : [{ physical: only, linesBefore: 0 }]
  }
  switch (options.kind) {
    case 'delimited':
      return await surveyDelimitedTable(tools, plan, options, depth)
    case 'json':
      return await surveyJson(tools.reader.rows, plan, options, depth, partsOf, tools.chosen)
    case 'parquet':
      return await surveyParquet(
        tools.reader,
        plan.files.map(({ file }) => ({ path: file.path, physical: file.physical })),
        options,
        readsAll(plan, depth),
        tools.chosen,
      )
    case 'log':
      return await surveyLog(tools, plan, options, depth)
    case 'arrow': {
      const files: ParsedPart[] = []
      for (const { file } of plan.files)
        files.push({ path: file.path, ...(await tools.parsed.arrow(file, plan.compression, tools.watch)) })
      return await surveyParsed(tools, plan, files, 'all')
    }
  }
}

/** The progress of one of several equal parts as progress of the whole. */
function partOf({ signal, onProgress }: CallWatch, index: number, parts: number): CallWatch {
  return {
    signal,
    onProgress: ({ done, total }) =>
      onProgress?.({
        done: (index + (total === undefined || total === 0 ? 0 : done / total)) * 100,
        total: parts * 100,
        unit: 'percent',
      }),
  }
}

type ParsedPart = ParsedFile & { readonly path: string }

async function surveyLog(
  tools: SurveyTools,
  plan: TablePlan,
  options: LogOptions,
  depth: Depth,
): Promise<TableFindings> {
  const all = readsAll(plan, depth)
  const { compression, text } = plan
  const limit = all ? undefined : sampleRows
  const parse = async (chosen: LogOptions) => {
    const files: ParsedPart[] = []
    const parts = plan.files.flatMap(({ file }) =>
      (file.parts ?? [{ ...file, linesBefore: 0 }]).map((part) => ({ ...part, path: file.path })),
    )
    for (const [index, part] of parts.entries()) {
      const watch = partOf(tools.watch, index, parts.length)
      const parsed = await tools.parsed.log(part, { compression, text, options: chosen, limit }, watch)
      const rejects = async () =>
        (await parsed.rejects()).map((each) => ({ ...each, line: each.line + part.linesBefore }))
      files.push({ ...parsed, path: part.path, rejects })
    }
    return files
  }
  let settled = options
  let files = await parse(settled)
  const unknown = new Set(files.flatMap((file) => file.unknownKeys))
  if (options.pattern === keyValuePattern.name && unknown.size > 0) {
    settled = {
      ...options,
      fields: [...options.fields, ...[...unknown].map((name) => ({ name, type: 'VARCHAR' }))],
    }
    files = await parse(settled)
  }
  return await surveyParsed(tools, { ...plan, options: settled }, files, all ? 'all' : 'sample')
}

async function surveyParsed(
  tools: SurveyTools,
  plan: TablePlan,
  files: readonly ParsedPart[],
  covers: Depth,
): Promise<TableFindings> {
  await tools.reader.allow(files.map(({ parquet }) => parquet))
  const found = await surveyParquet(
    tools.reader,
    files.map(({ path, parquet }) => ({ path, physical: parquet })),
    plan.options,
    true,
    tools.chosen,
  )
  const perFile = new Map<string, { rows: number; rejected: number }>()
  const rejects: Reject[] = []
  for (const { path, rows, rejected, rejects: read } of files) {
    const before = perFile.get(path) ?? { rows: 0, rejected: 0 }
    perFile.set(path, { rows: before.rows + rows, rejected: before.rejected + rejected })
    if (rejected > 0) rejects.push(...(await read()))
  }
  return {
    ...found,
    perFile,
    rejects,
    rejected: files.reduce((sum, { rejected }) => sum + rejected, 0),
    covers,
  }
}

/** A file that is gone or may not be read says so itself; everything else is a matter of its content. */
async function reasonFor({ file }: PlannedFile, error: unknown): Promise<FirnError> {
  try {
    await access(file.physical, constants.R_OK)
  } catch (denied) {
    const failure = sourceFailure(denied, file.physical)
    return new FirnError(failure.code, failure.message.replaceAll(file.physical, file.path), {
      hint: failure.hint,
      context: { ...failure.context, file: file.path },
      cause: denied,
    })
  }
  return formatFailure(file, error)
}
