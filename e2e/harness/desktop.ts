import { _electron } from '@playwright/test'
import { type App, callFromPage, type OpenedApp } from './app.ts'
import type { Machine } from './machine.ts'
import { watchProblems } from './problems.ts'
import type { TestStore } from './store.ts'

type Desktop = Awaited<ReturnType<Machine['desktop']>>

/** The program as a desktop window in a real Electron. */
export async function openDesktop(
  { electron, display }: Desktop,
  store: TestStore,
  withStore: boolean,
  parameters: readonly string[] = [],
): Promise<OpenedApp> {
  const { DISPLAY = display, ELECTRON_RUN_AS_NODE: _, ...env } = process.env
  const application = await _electron.launch({
    executablePath: electron.executable,
    args: [
      ...electron.forPlaywright,
      ...electron.parameters,
      ...(withStore ? [`--store=${store.path}`] : []),
      ...parameters,
    ],
    chromiumSandbox: process.getuid?.() !== 0,
    env: {
      ...(env as Record<string, string>),
      FIRN_STATE: store.stateFolder,
      FIRN_STORE: store.path,
      ...(DISPLAY === undefined ? {} : { DISPLAY }),
    },
    cwd: store.files,
  })
  let log = ''
  application.process().stderr?.on('data', (some: Buffer) => {
    log += some.toString('utf8')
  })
  const problemsOf = await watchProblems(application.context())
  const page = await application.firstWindow().catch((error: unknown) => {
    throw new Error(`No window was opened: ${log}`, { cause: error })
  })
  await page.waitForURL('app://firn/**')
  const callAny = (name: string, input: unknown) => page.evaluate(callFromPage, { name, input })
  return {
    app: {
      host: 'desktop',
      page,
      store,
      problems: problemsOf(page),
      call: callAny as App['call'],
      callAny,
      async processes() {
        const all = await application.evaluate(({ app }) =>
          app.getAppMetrics().map(({ pid, type, name }) => ({ pid, type, name: name ?? '' })),
        )
        return {
          engine: all.find(({ name }) => name === 'Firn engine')?.pid,
          workers: all.filter(({ name }) => name === 'Firn worker').map(({ pid }) => pid),
          window: all.find(({ type }) => type === 'Tab')?.pid,
        }
      },
      electron: application,
    },
    log: () => log.replace(/^.*(bus\.cc|viz_main_impl|gpu_memory_buffer|zygote_communication).*\n/gm, ''),
    async close() {
      // Work that a test leaves behind may be stopped.
      await application
        .evaluate(({ dialog }) => {
          dialog.showMessageBox = () => Promise.resolve({ response: 0, checkboxChecked: false })
        })
        .catch(() => {
          // It has ended by itself.
        })
      await application.close()
    },
  }
}
