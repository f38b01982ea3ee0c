import { Command, InvalidArgumentError } from 'commander'
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { optionsOf } from '../session.ts'

interface Options {
  readonly port?: number
  readonly open?: boolean
  readonly allow?: string[]
  readonly host?: string
}

export function serveCommand(): Command {
  return new Command('serve')
    .description('show the window in a browser, on this machine or through an SSH tunnel')
    .option('--port <n>', 'port to listen on', portNumber)
    .option('--open', 'open the default browser')
    .option('--allow <dir...>', 'folders whose files may be opened (default: the current one)')
    .option('--host <address>', 'address to listen on (default: 127.0.0.1)')
    .addHelpText(
      'after',
      '\nExamples:\n  firn serve --open\n  firn serve --port 7466 --allow ~/data --store ~/firn',
    )
    .action(async (_options, command: Command) => {
      const options = optionsOf<Options>(command)
      const [{ serveUntilStopped }, { defaultStateFolder, defaultStore }] = await Promise.all([
        import('../../serve/run.ts'),
        import('../../core/state/state-folder.ts'),
      ])
      // The default store is shown when it is there; otherwise the window begins with its start screen.
      const there = existsSync(join(defaultStore(), 'firn.json')) ? defaultStore() : undefined
      if (options.store === undefined && there === undefined)
        process.stderr.write(`firn: there is no store in ${defaultStore()}; the window lets you choose.\n`)
      await serveUntilStopped({
        store: options.store === undefined ? there : resolve(options.store),
        stateFolder: defaultStateFolder(),
        allow: (options.allow ?? [process.cwd()]).map((folder) => resolve(folder)),
        port: options.port,
        address: options.host,
        open: options.open === true,
        json: options.json === true,
      })
    })
}

function portNumber(text: string): number {
  const port = Number(text)
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new InvalidArgumentError('It takes a number from 0 to 65535.')
  return port
}
