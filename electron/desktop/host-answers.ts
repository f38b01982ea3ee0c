import { type BrowserWindow, dialog } from 'electron'
import { hostMethods, type HostContract } from '../../shared/contract/host.ts'
import { createResponder, type Handlers } from '../../shared/contract/responder.ts'
import type { Transport } from '../../shared/contract/transport.ts'

/** Answers the host's own methods for one window: dialogs of the system. What is chosen may be read. */
export function answerHostCalls(
  window: BrowserWindow,
  line: Transport,
  grant: (paths: readonly string[]) => Promise<void>,
): void {
  const choose = async (options: Electron.OpenDialogOptions) => {
    const { canceled, filePaths } = await dialog.showOpenDialog(window, options)
    const paths = canceled ? [] : filePaths
    await grant(paths)
    return { paths }
  }
  const handlers: Handlers<HostContract> = {
    'host.chooseFiles': ({ title = 'Open files' }) =>
      choose({ title, properties: ['openFile', 'multiSelections'] }),
    'host.chooseFolder': ({ title = 'Open a folder', create = false }) =>
      choose({
        title,
        properties: create ? ['openDirectory', 'createDirectory', 'promptToCreate'] : ['openDirectory'],
      }),
    'host.chooseSaveTarget': async ({ title = 'Save', name }) => {
      const { canceled, filePath } = await dialog.showSaveDialog(window, { title, defaultPath: name })
      const paths = canceled || filePath === '' ? [] : [filePath]
      await grant(paths)
      return { paths }
    },
  }
  createResponder(line, hostMethods, handlers)
}
