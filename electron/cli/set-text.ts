import type { MemberDifference, SetMember } from '../../shared/model/set.ts'
import { bytes, columns, counted } from './format.ts'

/** The members of a set, one a line. */
export function membersText(members: readonly SetMember[]): string {
  return columns(
    members.map(({ dataset, version, named, rows, bytes: size, problem }) => [
      `  ${dataset}@v${version}`,
      named === `${dataset}@v${version}` ? '' : `as ${named}`,
      problem === undefined ? counted(rows, 'row') : `! ${problem}`,
      bytes(size),
    ]),
  )
}

/** Two versions of a set, or two sets, and what became of each member. */
export interface ComparedSets {
  readonly a: string
  readonly b: string
  readonly differences: readonly MemberDifference[]
}

const signs = { added: '+', removed: '-', changed: '~', same: '=' } as const

export function memberDifferencesText({ a, b, differences }: ComparedSets): string {
  const lines = differences.map(({ dataset, change, a: before, b: after }) => [
    `${signs[change]} ${dataset}`,
    change,
    versionsText(before, after),
  ])
  const next = differences.some(({ change }) => change === 'changed')
    ? `\n\nWhat changed in one: firn compare ${a}/MEMBER ${b}/MEMBER`
    : ''
  return `- ${a}\n+ ${b}\n\n${columns(lines)}${next}`
}

function versionsText(before: SetMember | undefined, after: SetMember | undefined): string {
  const one = (member: SetMember) => `v${member.version} (${counted(member.rows, 'row')})`
  if (before !== undefined && after !== undefined)
    return before.id === after.id ? one(after) : `${one(before)} → ${one(after)}`
  const only = before ?? after
  return only === undefined ? '' : one(only)
}
