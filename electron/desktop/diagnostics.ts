import { app, clipboard, screen } from 'electron'
import { type Diagnostics, type DiagnosticSection, diagnosticsText } from '../../shared/model/diagnostics.ts'
import { lastLogLines } from '../core/state/log-file.ts'
import type { DesktopState } from './desktop-state.ts'
import type { EngineWatch } from './engine-watch.ts'
import { versionsOfTheShell } from './host-answers.ts'

/** How long the engine may take to tell of itself, in milliseconds. */
const patience = 3000
/** Log lines where the engine does not answer and cannot give them. */
const logLines = 200

/** Puts on the clipboard what helps to find the cause of a trouble; also when the engine is that trouble. */
export async function copyDiagnostics(
  engine: EngineWatch,
  state: DesktopState,
  stateFolder: string,
): Promise<void> {
  const ofEngine = await engine
    .call('diagnose.state', {}, { deadlineMs: patience })
    .catch(async (): Promise<Diagnostics> => {
      const silent = { title: 'Engine', facts: { state: 'does not answer' } }
      return { sections: [silent], log: await lastLogLines(stateFolder, logLines) }
    })
  await clipboard.writeText(
    diagnosticsText({ ...ofEngine, sections: [...ofEngine.sections, ...sectionsOfDesktop(state)] }),
  )
}

function sectionsOfDesktop({ saved }: DesktopState): readonly DiagnosticSection[] {
  const processes = app.getAppMetrics().map(({ type, name, memory }, position) => {
    const megabytes = Math.round(memory.workingSetSize / 1000)
    return [`${position + 1} ${name ?? type}`, `${megabytes} MB`] as const
  })
  const screens = screen.getAllDisplays().map(({ size, scaleFactor }) => {
    return `${size.width}x${size.height} at ${scaleFactor}`
  })
  return [
    { title: 'Window', facts: { ...versionsOfTheShell(), packaged: String(app.isPackaged) } },
    {
      title: 'Settings',
      facts: {
        theme: saved.theme,
        zoom: String(saved.zoom),
        windows: String(saved.windows.length),
        screens: screens.join(', '),
        language: app.getLocale(),
      },
    },
    { title: 'Processes', facts: Object.fromEntries(processes) },
  ]
}
