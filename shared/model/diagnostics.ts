/** What helps to find the cause of a trouble, and holds nothing of anybody's data. */
export interface Diagnostics {
  readonly sections: readonly DiagnosticSection[]
  /** The last lines of the log, oldest first. */
  readonly log: readonly string[]
}

export interface DiagnosticSection {
  readonly title: string
  readonly facts: { readonly [name: string]: string }
}

/** Diagnostics as text that can be pasted into a report. */
export function diagnosticsText({ sections, log }: Diagnostics): string {
  const blocks = sections.map(({ title, facts }) =>
    [title, ...Object.entries(facts).map(([name, value]) => `  ${name}: ${value}`)].join('\n'),
  )
  return `${[...blocks, ['Log', ...log.map((line) => `  ${line}`)].join('\n')].join('\n\n')}\n`
}
