import { Command } from 'commander'
import { optionsOf, runCommand } from '../session.ts'

export function tagCommand(): Command {
  return new Command('tag')
    .description('name a snapshot; it then never expires')
    .argument('<ref>')
    .argument('<name>')
    .addHelpText('after', '\nExamples:\n  firn tag events@v3 prod\n  firn tag events@v3 2026-q1')
    .action(async (reference: string, name: string, _options, command: Command) => {
      await runCommand(optionsOf(command), async ({ call, answer }) => {
        const result = await call('tag.set', { reference, name })
        answer(result, () => {
          const { dataset, tag, version, movedFrom, changed } = result
          if (!changed) return `${dataset}@${tag} is v${version} already.`
          const before = movedFrom === undefined ? '' : `; it was v${movedFrom}`
          return `${dataset}@${tag} is v${version} now${before}.`
        })
      })
    })
}

export function untagCommand(): Command {
  return new Command('untag')
    .description('take a name away from a snapshot')
    .argument('<dataset>')
    .argument('<name>')
    .addHelpText('after', '\nExample:\n  firn untag events prod')
    .action(async (dataset: string, name: string, _options, command: Command) => {
      await runCommand(optionsOf(command), async ({ call, answer }) => {
        const result = await call('tag.remove', { dataset, name })
        answer(result, () => `${result.dataset} has no tag ${result.tag} any more.`)
      })
    })
}
