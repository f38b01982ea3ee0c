import { Command } from 'commander'
import { count } from '../format.ts'
import { optionsOf, runCommand } from '../session.ts'

export function verifyCommand(): Command {
  return new Command('verify')
    .description('check the store')
    .option('--data', 'also read every byte and compare its hash')
    .addHelpText('after', '\nExamples:\n  firn verify\n  firn verify --data --json')
    .action(async (_options, command: Command) => {
      const options = optionsOf<{ data?: boolean }>(command)
      await runCommand(options, async ({ call, answer }) => {
        const result = await call('store.verify', { data: options.data })
        answer(result, () => {
          const checked = Object.entries(result.checked)
            .map(
              ([what, amount]) =>
                `${what} ${typeof amount === 'number' ? count(amount) : amount ? 'yes' : 'no'}`,
            )
            .join(', ')
          const findings = result.findings.map(
            (finding) =>
              `! ${finding.kind}: ${finding.message}${finding.snapshots.length > 0 ? ` (${finding.snapshots.join(', ')})` : ''}`,
          )
          return [
            result.ok
              ? `The store is sound. Checked: ${checked}.`
              : `${count(result.findings.length)} findings. Checked: ${checked}.`,
            ...findings,
          ].join('\n')
        })
        if (!result.ok) process.exitCode = 1
      })
    })
}
