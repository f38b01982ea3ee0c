import { Command } from 'commander'
import type { Check } from '../../../shared/contract/integrity.ts'
import type { VerifyResult } from '../../../shared/contract/store.ts'
import { findingsText } from '../findings-text.ts'
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
    .option('--last', 'check nothing: say when the store was checked last on this machine, and what is known')
    .addHelpText(
      'after',
      [
        '\nThe newest entry of each log is remembered outside of the store, so that a history that went back is noticed:',
        'nothing is expired or collected then. Where that is wanted (a restored backup), accept it once.',
        'Versions made since the backup are lost, and their numbers are given again.',
        '\nExamples:\n  firn verify\n  firn verify --data --json\n  firn verify --accept-history\n  firn verify --last',
      ].join('\n'),
    )
    .action(async (_options, command: Command) => {
      const options = optionsOf<{ data?: boolean; acceptHistory?: boolean; last?: boolean }>(command)
      await runCommand(options, async ({ call, answer, warn }) => {
        if (options.last === true) {
          const state = await call('integrity.state', {})
          answer(state, () =>
            [
              lastText('Checked', state.checked),
              lastText('Every byte checked', state.checkedData),
              ...findingsText(state.findings),
            ].join('\n'),
          )
          if (state.findings.length > 0) process.exitCode = 1
          return
        }
        if (options.acceptHistory === true) {
          const { accepted } = await call('store.acceptHistory', {})
          for (const { problem } of accepted) warn(`accepted: ${problem}`)
          if (accepted.length === 0) warn('No history went back: there is nothing to accept.')
        }
        const result = await call('store.verify', { data: options.data })
        answer(result, () => {
          const checked = checkedText(result)
          return [
            result.ok
              ? `The store is sound. Checked: ${checked}.`
              : `${counted(result.findings.length, 'finding')}. Checked: ${checked}.`,
            ...findingsText(result.findings),
            ...(result.findings.some(({ kind }) => kind === 'log-went-back') ? [acceptHint] : []),
          ].join('\n')
        })
        if (!result.ok) process.exitCode = 1
      })
    })
}

function checkedText({ checked }: VerifyResult): string {
  return Object.entries(checked)
    .map(([what, amount]) => `${what} ${typeof amount === 'number' ? count(amount) : amount ? 'yes' : 'no'}`)
    .join(', ')
}

function lastText(what: string, check: Check | undefined): string {
  return check === undefined
    ? `${what}: never on this machine.`
    : `${what}: ${check.at}. ${checkedText(check)}.`
}
