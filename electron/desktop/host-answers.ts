import { dirname, extname, join } from 'node:path'
import { app, dialog } from 'electron'
import { FirnError } from '../../shared/contract/errors.ts'
import {
  hostMethods,
  type HostContract,
  type MenuCommand,
  type ProgramCommand,
  type Theme,
} from '../../shared/contract/host.ts'
import { createResponder, type Handlers } from '../../shared/contract/responder.ts'
import type { Transport } from '../../shared/contract/transport.ts'
import type { FirnWindow } from './window.ts'

/** What a window may ask of the program around it. */
export interface Program {
  /** The engine may read these paths from now on. */
  grant(paths: readonly string[]): Promise<void>
  run(command: ProgramCommand, window: FirnWindow): Promise<void>
  setTheme(theme: Theme): void
  replaceEngine(): Promise<void>
  keep(): void
}

const dataFiles = 'csv tsv json jsonl ndjson parquet arrow arrows feather log txt gz'.split(' ')
/** What an ending is called where a file is saved. */
const formatNames: Readonly<Record<string, string>> = {
  csv: 'CSV',
  tsv: 'TSV',
  json: 'JSON',
  jsonl: 'JSON lines',
  parquet: 'Parquet',
  arrow: 'Arrow',
  md: 'Markdown',
  txt: 'Text',
  svg: 'SVG picture',
}
const allFiles = { name: 'All files', extensions: ['*'] }

/** Answers the host's own methods for one window: dialogs of the system. What is chosen may be read. */
export function answerHostCalls(
  window: FirnWindow,
  line: Transport,
  program: Program,
  showCommands: (commands: readonly MenuCommand[]) => void,
): void {
  /** Where this window saved last. */
  let saveFolder: string | undefined
  const choose = async (options: Electron.OpenDialogOptions) => {
    const { canceled, filePaths } = await dialog.showOpenDialog(window.browser, options)
    const paths = canceled ? [] : filePaths
    await program.grant(paths)
    return { paths }
  }
  const handlers: Handlers<HostContract> = {
    'host.chooseFiles': ({ title = 'Open files' }) =>
      choose({
        title,
        properties: ['openFile', 'multiSelections'],
        filters: [{ name: 'Data', extensions: dataFiles }, allFiles],
      }),
    'host.chooseFolder': ({ title = 'Open a folder', create = false }) =>
      choose({
        title,
        properties: create ? ['openDirectory', 'createDirectory', 'promptToCreate'] : ['openDirectory'],
      }),
    'host.chooseSaveTarget': async ({ title = 'Save', name }) => {
      const extension = extname(name).slice(1)
      const format = formatNames[extension]
      const { canceled, filePath } = await dialog.showSaveDialog(window.browser, {
        title,
        defaultPath: join(saveFolder ?? app.getPath('downloads'), name),
        filters: [...(format === undefined ? [] : [{ name: format, extensions: [extension] }]), allFiles],
      })
      const paths = canceled || filePath === '' ? [] : [filePath]
      const [chosen] = paths
      if (chosen !== undefined) saveFolder = dirname(chosen)
      await program.grant(paths)
      return { paths }
    },
    'host.showCommands': ({ commands }) => {
      showCommands(commands)
      return null
    },
    'host.run': async ({ command }) => {
      await program.run(command, window)
      return null
    },
    'host.setTheme': ({ theme }) => {
      program.setTheme(theme)
      return null
    },
    'host.replaceEngine': async () => {
      await program.replaceEngine()
      return null
    },
    'host.keep': () => {
      program.keep()
      return null
    },
    'host.versions': () => ({ versions: versionsOfTheShell() }),
    'host.newLink': () => {
      throw new FirnError('not-allowed', 'This program serves no browsers.', {
        hint: 'Start "firn serve" for that.',
      })
    },
  }
  createResponder(line, hostMethods, handlers)
}

/** Versions of what carries the window. */
export function versionsOfTheShell(): { readonly [name: string]: string } {
  const { electron, chrome, node } = process.versions
  return { Electron: electron, Chromium: chrome, Node: node }
}
