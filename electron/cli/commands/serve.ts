import { Command, InvalidArgumentError } from 'commander'
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { optionsOf } from '../session.ts'

interface Options {
  readonly port?: number
  readonly open?: boolean
  readonly allow?: string[]
  readonly host?: string
  readonly readOnly?: boolean
  readonly link?: boolean
  /** Seconds. */
  readonly grace?: number
}

export function serveCommand(): Command {
  return new Command('serve')
    .description('show the window in a browser, on this machine or through an SSH tunnel')
    .option('--port <n>', 'port to listen on', portNumber)
    .option('--open', 'open the default browser')
    .option('--allow <dir...>', 'folders whose files may be opened (default: the current one)')
    .option('--host <address>', 'address to listen on (default: 127.0.0.1)')
    .option('--read-only', 'change nothing: no store, no settings, no file on this machine')
    .option(
      '--grace <seconds>',
      'when told to end, how long snapshots, freezes and exports may go on (default: 8)',
      seconds,
    )
    .option('--link', 'print one more link into the server that runs, for another browser')
    .addHelpText(
      'after',
      `
Examples:
  firn serve --open
  firn serve --port 7466 --allow ~/data --store ~/firn
  firn serve --link

From another machine: ssh -N -L 7466:127.0.0.1:7466 user@machine, then open the link there.
GET /health answers 200 while all is well, 503 while there is no engine or the server ends.`,
    )
    .action(async (_options, command: Command) => {
      const options = optionsOf<Options>(command)
      const [{ serveUntilStopped }, { linkOfRunningServer }, { defaultStateFolder, defaultStore }] =
        await Promise.all([
          import('../../serve/run.ts'),
          import('../../serve/running-servers.ts'),
          import('../../core/state/state-folder.ts'),
        ])
      if (options.link === true) {
        const more = await linkOfRunningServer(defaultStateFolder(), options.port)
        process.stdout.write(`${options.json === true ? JSON.stringify(more) : more.url}\n`)
        return
      }
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
        readOnly: options.readOnly === true,
        graceMs: options.grace === undefined ? undefined : options.grace * 1000,
        json: options.json === true,
      })
    })
}

function seconds(text: string): number {
  const value = Number(text)
  if (text.trim() !== '' && value >= 0 && value <= 86_400) return value
  throw new InvalidArgumentError('It must be a number of seconds, at most a day.')
}

function portNumber(text: string): number {
  const port = Number(text)
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new InvalidArgumentError('It takes a number from 0 to 65535.')
  return port
}
