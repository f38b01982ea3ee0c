import { Command } from 'commander'
import packageFile from '../../package.json' with { type: 'json' }
import { aggregateCommand } from './commands/aggregate.ts'
import { branchCommand, switchCommand } from './commands/branch.ts'
import { checkoutCommand } from './commands/checkout.ts'
import { compareCommand } from './commands/compare.ts'
import { expireCommand } from './commands/expire.ts'
import { freezeCommand } from './commands/freeze.ts'
import { gcCommand } from './commands/gc.ts'
import { initCommand } from './commands/init.ts'
import { inspectCommand } from './commands/inspect.ts'
import { jobsCommand } from './commands/jobs.ts'
import { lineageCommand } from './commands/lineage.ts'
import { listCommand } from './commands/list.ts'
import { logCommand } from './commands/log.ts'
import { pathCommand } from './commands/path.ts'
import { policyCommand } from './commands/policy.ts'
import { rebuildCommand } from './commands/rebuild.ts'
import { repairCommand } from './commands/repair.ts'
import { restoreCommand } from './commands/restore.ts'
import { runProgramCommand } from './commands/run.ts'
import { scheduleCommand } from './commands/schedule.ts'
import { schemaCommand } from './commands/schema.ts'
import { serveCommand } from './commands/serve.ts'
import { setCommand } from './commands/set.ts'
import { showCommand } from './commands/show.ts'
import { snapshotCommand } from './commands/snapshot.ts'
import { sqlCommand } from './commands/sql.ts'
import { tagCommand, untagCommand } from './commands/tag.ts'
import { verifyCommand } from './commands/verify.ts'

/** In the order in which help lists them: as one meets them. */
const commands: readonly (() => Command)[] = [
  initCommand,
  listCommand,
  inspectCommand,
  snapshotCommand,
  sqlCommand,
  schemaCommand,
  logCommand,
  showCommand,
  lineageCommand,
  tagCommand,
  untagCommand,
  setCommand,
  branchCommand,
  switchCommand,
  aggregateCommand,
  rebuildCommand,
  runProgramCommand,
  freezeCommand,
  compareCommand,
  pathCommand,
  checkoutCommand,
  restoreCommand,
  verifyCommand,
  repairCommand,
  policyCommand,
  scheduleCommand,
  expireCommand,
  gcCommand,
  jobsCommand,
  serveCommand,
]

export function createProgram(): Command {
  const program = new Command('firn')
    .description(
      'Explore raw data with SQL, version it, aggregate it, freeze training sets, compare versions.',
    )
    .version(packageFile.version)
    .showHelpAfterError('Run it with --help to see what it takes.')
  for (const make of commands) program.addCommand(withHouseRules(make()))
  program.exitOverride()
  return program
}

/** What every command takes, and how it fails. */
function withHouseRules(command: Command): Command {
  return command
    .option('--store <dir>', 'the store (default: FIRN_STORE, else Firn in the home folder)')
    .option('--json', 'one JSON document on standard output')
    .exitOverride()
    .configureOutput({ writeErr: (text) => process.stderr.write(text) })
}
