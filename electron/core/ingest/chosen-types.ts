import type { TableFindings } from './table-plan.ts'

/** Gives columns the types that a user chose. */
export function applyTypes(findings: TableFindings, types: Readonly<Record<string, string>> | undefined): TableFindings {
  if (types === undefined) return findings
  const columns = findings.columns.map((column) => {
    const type = Object.hasOwn(types, column.name) ? types[column.name] : undefined
    return type === undefined ? column : { ...column, type }
  })
  return { ...findings, columns }
}
