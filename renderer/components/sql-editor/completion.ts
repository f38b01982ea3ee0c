import type {
  Completion,
  CompletionContext,
  CompletionResult,
  CompletionSource,
} from '@codemirror/autocomplete'
import { namedTables, sqlName } from './table-names.ts'

/** What the editor may propose. Answers may come late: completion waits for them. */
export interface CompletionFacts {
  readonly datasets: readonly { readonly name: string; readonly kind: string; readonly rows: number }[]
  /** Versions and tags of a dataset, newest first. */
  selectors(dataset: string): Promise<readonly { readonly name: string; readonly detail: string }[]>
  /** Columns of a reference; empty when there is no such table. */
  columns(reference: string): Promise<readonly { readonly name: string; readonly type: string }[]>
}

/** Proposes datasets, versions behind `@`, and the columns of tables that the text mentions. */
export function catalogueCompletion(facts: () => CompletionFacts): CompletionSource {
  return async (context) =>
    (await versionsBehindAt(context, facts())) ??
    (await columnsBehindDot(context, facts())) ??
    (await names(context, facts()))
}

async function versionsBehindAt(
  context: CompletionContext,
  facts: CompletionFacts,
): Promise<CompletionResult | null> {
  const typed = context.matchBefore(/"?[a-z0-9][\w.-]*@[\w.-]*/i)
  if (typed === null) return null
  const quoted = typed.text.startsWith('"')
  const [dataset = ''] = typed.text.replace('"', '').split('@')
  const at = typed.from + typed.text.indexOf('@') + 1
  const selectors = await facts.selectors(dataset)
  const closed = context.state.sliceDoc(context.pos, context.pos + 1) === '"'
  return {
    from: quoted ? at : typed.from,
    options: selectors.map(({ name, detail }, position) => ({
      label: quoted ? name : `${dataset}@${name}`,
      apply: quoted ? `${name}${closed ? '' : '"'}` : `"${dataset}@${name}"`,
      detail,
      type: 'constant',
      boost: -position,
    })),
    validFor: quoted ? /^[\w.-]*$/ : /^[\w.@-]*$/,
  }
}

async function columnsBehindDot(
  context: CompletionContext,
  facts: CompletionFacts,
): Promise<CompletionResult | null> {
  const typed = context.matchBefore(/\b[a-z_]\w*\.\w*/i)
  if (typed === null) return null
  const [alias = ''] = typed.text.split('.')
  const table = namedTables(context.state.doc.toString()).find(
    (one) => one.alias === alias || one.name === alias,
  )
  if (table === undefined) return null
  const columns = await facts.columns(table.name)
  return { from: typed.from + alias.length + 1, options: columns.map(columnOption), validFor: /^\w*$/ }
}

async function names(context: CompletionContext, facts: CompletionFacts): Promise<CompletionResult | null> {
  const typed = context.matchBefore(/"?[\w.-]*/)
  if (typed === null || (typed.text === '' && !context.explicit)) return null
  const text = context.state.doc.toString()
  const before = text.slice(0, typed.from)
  const wantsTable = /\b(?:from|join|describe|summarize)\s+$/i.test(before)
  const quoted = typed.text.startsWith('"')
  const datasets = facts.datasets.map(({ name, kind }): Completion => {
    const written = sqlName(name)
    return {
      label: name,
      apply: quoted && !written.startsWith('"') ? `"${name}"` : written,
      detail: kind,
      type: 'class',
      boost: wantsTable ? 2 : 0,
    }
  })
  const tables = [...new Set(namedTables(text).map(({ name }) => name))]
  const columns = wantsTable ? [] : (await Promise.all(tables.map((name) => facts.columns(name)))).flat()
  const unique = [...new Map(columns.map((column) => [column.name, column])).values()]
  return { from: typed.from, options: [...unique.map(columnOption), ...datasets], validFor: /^"?[\w.-]*$/ }
}

function columnOption({ name, type }: { readonly name: string; readonly type: string }): Completion {
  return { label: name, apply: sqlName(name), detail: type, type: 'property', boost: 1 }
}
