import type { DelimitedOptions, Reject } from '../../../shared/model/table.ts'
import { sumOf, surveyDelimited } from './delimited-survey.ts'
import { headlessPaths, requireWhole, rowParts } from './file-parts.ts'
import { losesLines } from './long-lines.ts'
import type { RewrittenFile } from './parsed-files.ts'
import { type Depth, readsAll, type TableFindings, type TablePlan } from './table-plan.ts'
import type { SurveyTools } from './table-survey.ts'
import { isRewritten, withMore } from './text-rewriting.ts'

/**
 * Reads a delimited table and, where its text turns out to need it, rewrites files first: when line ends change
 * on the way, and when quotes that do not close would take good rows with them.
 */
export async function surveyDelimitedTable(
  tools: SurveyTools,
  plan: TablePlan,
  options: DelimitedOptions,
  depth: Depth,
): Promise<TableFindings> {
  let { text } = await withoutLostLines(tools, plan)
  for (;;) {
    try {
      const { findings, brokenQuotes } = await surveyAs(tools, { ...plan, text }, options, depth)
      const repaired = text?.damagedQuotes ?? []
      const damaged = brokenQuotes.filter((path) => !repaired.includes(path))
      // Repairing reads a file from its beginning to its end: not for a sample.
      if (damaged.length === 0 || !readsAll(plan, depth))
        return text === undefined ? findings : { ...findings, text }
      text = withMore(text, { damagedQuotes: [...repaired, ...damaged] })
    } catch (error) {
      if (!isMixedLineEnds(error) || text?.mixedLineEnds === true) throw error
      text = withMore(text, { mixedLineEnds: true })
    }
  }
}

/** A plan in which files are rewritten without their damaged lines. */
export function withoutDamagedLines(plan: TablePlan, paths: readonly string[]): TablePlan {
  const damagedQuotes = [...new Set([...(plan.text?.damagedQuotes ?? []), ...paths])]
  return { ...plan, text: withMore(plan.text, { damagedQuotes }) }
}

async function withoutLostLines(tools: SurveyTools, plan: TablePlan): Promise<TablePlan> {
  if (plan.compression !== 'none') return plan
  const losing: string[] = []
  for (const { file } of plan.files) if (await losesLines(file, tools.watch.signal)) losing.push(file.path)
  return losing.length === 0 ? plan : withoutDamagedLines(plan, losing)
}

async function surveyAs(
  tools: SurveyTools,
  plan: TablePlan,
  options: DelimitedOptions,
  depth: Depth,
): Promise<{ findings: TableFindings; brokenQuotes: readonly string[] }> {
  const rewritten = new Map<string, RewrittenFile>()
  for (const { file, header } of plan.files) {
    if (plan.text === undefined || !isRewritten(plan, file.path)) continue
    requireWhole(file)
    const reading = {
      compression: plan.compression,
      text: plan.text,
      options,
      width: header?.names.length ?? 1,
    }
    rewritten.set(file.path, await tools.parsed.rewritten(file, reading, tools.watch))
  }
  await tools.reader.allow([...rewritten.values()].map(({ path }) => path))
  const found = await surveyDelimited(
    tools.reader.rows,
    plan,
    options,
    depth,
    ({ file }) => {
      const path = rewritten.get(file.path)?.path
      return path === undefined ? rowParts(file, options) : [{ physical: path, linesBefore: 0 }]
    },
    headlessPaths(
      plan.files.map(({ file }) => file),
      options,
    ),
    tools.chosen,
  )
  return { findings: await withRepaired(found.findings, rewritten), brokenQuotes: found.brokenQuotes }
}

/** Adds the lines that were taken out when files were repaired. */
async function withRepaired(
  findings: TableFindings,
  rewritten: ReadonlyMap<string, RewrittenFile>,
): Promise<TableFindings> {
  const perFile = new Map(findings.perFile)
  const rejects: Reject[] = []
  for (const [path, file] of rewritten) {
    const own = await file.rejects()
    const counts = perFile.get(path)
    if (own.length === 0 || counts === undefined) continue
    perFile.set(path, { ...counts, rejected: counts.rejected + own.length })
    rejects.push(...own)
  }
  if (rejects.length === 0) return findings
  const order = new Map([...perFile.keys()].map((path, index) => [path, index]))
  const all = [...findings.rejects, ...rejects].sort(
    (a, b) => (order.get(a.file) ?? 0) - (order.get(b.file) ?? 0) || a.line - b.line,
  )
  return {
    ...findings,
    perFile,
    rejects: all,
    rejected: sumOf([...perFile.values()].map(({ rejected }) => rejected)),
  }
}

/** What the engine says when a file changes its line ends on the way. */
function isMixedLineEnds(error: unknown): boolean {
  return error instanceof Error && error.message.includes('state machine reached an invalid state')
}
