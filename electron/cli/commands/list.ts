import { Command } from 'commander'
import type { DatasetSummary } from '../../../shared/model/dataset.ts'
import { mainBranch } from '../../../shared/model/names.ts'
import { bytes, columns } from '../format.ts'
import { optionsOf, runCommand } from '../session.ts'

export function listCommand(): Command {
  return new Command('list')
    .description('list the datasets of the store')
    .addHelpText('after', '\nExamples:\n  firn list\n  firn list --json')
    .action(async (_options, command: Command) => {
      await runCommand(optionsOf(command), async ({ call, answer, warn }) => {
        const { datasets } = await call('catalogue.list', {})
        const branched = datasets.some(({ branches }) => branches !== undefined)
        for (const warning of warningsOf(datasets)) warn(warning)
        for (const stranger of (await call('store.info', {})).strangers ?? [])
          warn(`${stranger} is none of the store's files, and is not read: firn verify`)
        answer(
          {
            datasets: datasets.map((dataset) => ({
              name: dataset.name,
              kind: dataset.kind,
              versions: dataset.versions,
              latest: dataset.latest ?? null,
              rows: dataset.rows,
              bytes: dataset.bytes,
              tags: dataset.tags,
              ...(dataset.branches === undefined
                ? {}
                : { branches: dataset.branches, branch: dataset.branch ?? mainBranch }),
              ...(dataset.problem === undefined ? {} : { problem: dataset.problem }),
            })),
          },
          () =>
            datasets.length === 0
              ? 'The store is empty. Take a first snapshot: firn snapshot <name> <files…>'
              : columns([
                  ['name', 'kind', 'latest', 'rows', 'size', 'tags', ...(branched ? ['branches'] : [])],
                  ...datasets.map((each) => [
                    each.name,
                    each.kind,
                    each.latest === undefined ? 'none' : `v${each.latest}`,
                    each.rows,
                    bytes(each.bytes),
                    each.tags.map((tag) => `${tag.name}=v${tag.version}`).join(' '),
                    ...(branched ? [branchesText(each)] : []),
                  ]),
                ]),
        )
      })
    })
}

/** Branches besides `main`; the star marks the one that new versions go onto. */
function branchesText({ branches = [], branch }: DatasetSummary): string {
  return branches
    .filter(({ name }) => name !== mainBranch)
    .map(
      ({ name, version }) =>
        `${name === branch ? '*' : ''}${name}=${version === undefined ? 'none' : `v${version}`}`,
    )
    .join(' ')
}

/** A restored backup is one thing to say, however many datasets it holds. */
function warningsOf(datasets: readonly DatasetSummary[]): string[] {
  const back = datasets.filter(({ wentBack }) => wentBack === true)
  const [first] = back
  const others = datasets.flatMap(({ name, problem, wentBack }) =>
    problem === undefined || wentBack === true ? [] : [`${name}: ${problem}`],
  )
  if (first?.problem === undefined) return others
  const more = back.length === 1 ? '' : ` So did that of ${back.length - 1} more.`
  return [
    ...others,
    `${first.problem}${more} Copy the missing entries from the original, or, where this is a restored backup, go on with it: firn verify --accept-history`,
  ]
}
