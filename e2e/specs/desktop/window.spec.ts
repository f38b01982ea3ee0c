import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from '../../harness/test.ts'
import { Shell } from '../../pages/shell.ts'

test('a window that dies is loaded again and has a new line to the same engine', async ({ app }) => {
  const before = await app.processes()
  process.kill(before.window ?? 0, 'SIGKILL')
  // Playwright gives up on a page that crashed, so main is asked what it shows now.
  const ask = () =>
    app.electron?.evaluate(async ({ BrowserWindow }) => {
      const [window] = BrowserWindow.getAllWindows()
      return await window?.webContents.executeJavaScript(`new Promise((resolve) => {
        firn.onFrame((text) => {
          const frame = JSON.parse(text)
          if (frame.id === 4711) resolve(frame.result.host)
        })
        firn.post('{"type":"call","id":4711,"method":"application.info","input":{}}')
      })`)
    })
  await expect.poll(async () => (await app.processes()).window ?? before.window).not.toBe(before.window)
  expect(await ask()).toBe('desktop')
  expect((await app.processes()).engine).toBe(before.engine)
  expect(app.electron?.windows().length).toBeLessThanOrEqual(1)
})

test('what a dialog chose is answered, and may be read from then on', async ({ app }) => {
  await app.electron?.evaluate(({ dialog }, path) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [path] })
    dialog.showSaveDialog = () => Promise.resolve({ canceled: true, filePath: '' })
  }, app.store.files)
  expect(await app.callAny('host.chooseFiles', {})).toEqual({ paths: [app.store.files] })
  expect(await app.callAny('host.chooseFolder', { title: 'Data', create: true })).toEqual({
    paths: [app.store.files],
  })
  expect(await app.callAny('host.chooseSaveTarget', { name: 'export.csv' })).toEqual({ paths: [] })
  const listing = await app.call('files.list', { folder: app.store.files })
  expect(listing.folder).toBe(app.store.files)
})

test('a file is saved with its ending, first among the downloads and then where the last one went', async ({
  app,
}) => {
  await app.electron?.evaluate(({ dialog }, folder) => {
    const asked: unknown[] = []
    Object.assign(globalThis, { asked })
    const show = (_window: unknown, options: Electron.SaveDialogOptions) => {
      asked.push({ proposed: options.defaultPath, filters: options.filters?.map(({ name }) => name) })
      return Promise.resolve({ canceled: false, filePath: `${folder}/chosen.csv` })
    }
    Object.assign(dialog, { showSaveDialog: show })
  }, app.store.files)
  for (const name of ['rows.parquet', 'rows.csv']) {
    expect(await app.callAny('host.chooseSaveTarget', { name })).toEqual({
      paths: [join(app.store.files, 'chosen.csv')],
    })
  }
  const downloads = await app.electron?.evaluate(({ app: program }) => program.getPath('downloads'))
  expect(await app.electron?.evaluate(() => (globalThis as unknown as { asked: unknown[] }).asked)).toEqual([
    { proposed: join(downloads ?? '', 'rows.parquet'), filters: ['Parquet', 'All files'] },
    { proposed: join(app.store.files, 'rows.csv'), filters: ['CSV', 'All files'] },
  ])
})

test('files that are dropped on the window are told by their paths, and may be read', async ({ app }) => {
  const file = join(app.store.files, 'dropped.csv')
  await writeFile(file, 'a,b\n1,2\n')
  await expect(new Shell(app).connection).toHaveText('Connected')
  await app.page.evaluate(() => {
    const { firn } = window as unknown as { firn: { onFrame(listener: (text: string) => void): void } }
    const opened: unknown[] = []
    Object.assign(window, { opened })
    firn.onFrame((text) => {
      const frame = JSON.parse(text) as { name?: string; payload?: unknown }
      if (frame.name === 'opened') opened.push(frame.payload)
    })
  })
  const session = await app.page.context().newCDPSession(app.page)
  const data = { items: [], files: [file], dragOperationsMask: 1 }
  // A page that is slow to say that it takes files does not get them.
  await expect(async () => {
    for (const type of ['dragEnter', 'dragOver', 'dragOver', 'drop'] as const) {
      await session.send('Input.dispatchDragEvent', { type, x: 300, y: 300, data })
    }
    const opened = await app.page.evaluate(() => (window as unknown as { opened: unknown[] }).opened)
    expect(opened).toContainEqual({ paths: [file] })
  }).toPass({ intervals: [500] })
  const { discovery } = await app.call('import.open', { sources: [file] })
  expect(discovery.tables).toHaveLength(1)
})

test('host methods check their input like all others', async ({ app }) => {
  await expect(app.callAny('host.chooseFiles', { title: 1 })).rejects.toThrow('invalid-input')
  await expect(app.callAny('host.chooseFiles', { properties: ['openDirectory'] })).rejects.toThrow(
    'invalid-input',
  )
  await expect(app.callAny('host.quit', {})).rejects.toThrow('invalid-input')
})
