import { Command } from 'commander'
import { count, counted } from '../format.ts'
import { optionsOf, runCommand } from '../session.ts'

const acceptHint =
  'Is this a restored backup, and is the original gone? Then go on with it: firn verify --accept-history'

export function verifyCommand(): Command {
  return new Command('verify')
    .description('check the store')
    .option('--data', 'also read every byte and compare its hash')
    .option(
      '--accept-history',
      'first take the present history for the truth: after a backup was restored, when the original is gone',
    )
    .addHelpText(
      'after',
      [
        '\nThe newest entry of each log is remembered outside of the store, so that a history that went back is noticed:',
        'nothing is expired or collected then. Where that is wanted (a restored backup), accept it once.',
        'Versions made since the backup are lost, and their numbers are given again.',
        '\nExamples:\n  firn verify\n  firn verify --data --json\n  firn verify --accept-history',
      ].join('\n'),
    )
    .action(async (_options, command: Command) => {
      const options = optionsOf<{ data?: boolean; acceptHistory?: boolean }>(command)
      await runCommand(options, async ({ call, answer, warn }) => {
        if (options.acceptHistory === true) {
          const { accepted } = await call('store.acceptHistory', {})
          for (const { problem } of accepted) warn(`accepted: ${problem}`)
          if (accepted.length === 0) warn('No history went back: there is nothing to accept.')
        }
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
              : `${counted(result.findings.length, 'finding')}. Checked: ${checked}.`,
            ...findings,
            ...(result.findings.some(({ kind }) => kind === 'log-went-back') ? [acceptHint] : []),
          ].join('\n')
        })
        if (!result.ok) process.exitCode = 1
      })
    })
}
