import { existsSync } from 'node:fs'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { App } from '../../harness/app.ts'
import { openDesktop } from '../../harness/desktop.ts'
import { expect, test } from '../../harness/test.ts'
import { Query } from '../../pages/query.ts'
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

/** What the page shows, asked by main: Playwright gives up on a page that crashed. */
async function inPage<Result>(app: App, expression: string): Promise<Result | undefined> {
  return (await app.electron?.evaluate(
    async ({ BrowserWindow }, code) =>
      await Promise.race([
        BrowserWindow.getAllWindows()[0]?.webContents.executeJavaScript(code),
        // A page that dies meanwhile never answers.
        new Promise((resolve) => setTimeout(resolve, 1000)),
      ]),
    expression,
  )) as Result | undefined
}

test('a window that was killed says so, with its tabs and what was typed in them', async ({ app }) => {
  const shell = new Shell(app)
  await shell.newQuery()
  await new Query(app).write("SELECT 'typed and not run'")
  await expect(shell.connection).toHaveText('Connected')
  // Chromium's own keeping of what the page has stored.
  await expect
    .poll(() => app.page.evaluate(() => JSON.stringify(localStorage)))
    .toContain('typed and not run')
  process.kill((await app.processes()).window ?? 0, 'SIGKILL')
  const text = () => inPage<string>(app, 'document.body.innerText').catch(() => undefined)
  await expect.poll(text).toContain('The window ended unexpectedly and was loaded again')
  await expect.poll(text).toContain('typed and not run')
  const log = await readFile(join(app.store.stateFolder, 'logs', 'firn.log'), 'utf8')
  expect(log).toContain('window died')
})

test('a window that keeps dying is not loaded again for ever: the person is asked', async ({ app }) => {
  // Nine seconds of it are the pauses before it is loaded again.
  test.setTimeout(300_000)
  await expect(new Shell(app).connection).toHaveText('Connected')
  await app.electron?.evaluate(({ BrowserWindow, dialog }) => {
    const seen = { deaths: 0, asked: [] as string[] }
    Object.assign(globalThis, { seen })
    const show = (_window: unknown, { message }: Electron.MessageBoxOptions) => {
      seen.asked.push(message)
      return Promise.resolve({ response: 0, checkboxChecked: false })
    }
    Object.assign(dialog, { showMessageBox: show })
    const contents = BrowserWindow.getAllWindows()[0]?.webContents
    contents?.on('render-process-gone', () => {
      seen.deaths += 1
    })
    const crash = () => {
      if (seen.asked.length === 0) contents?.forcefullyCrashRenderer()
    }
    contents?.on('dom-ready', crash)
    crash()
  })
  const seen = () =>
    app.electron?.evaluate(
      () => (globalThis as unknown as { seen: { deaths: number; asked: string[] } }).seen,
    )
  await expect
    .poll(async () => (await seen())?.asked, { timeout: 90_000 })
    .toEqual(['The window ended unexpectedly several times in a row.'])
  // It was loaded again after each of the first five, at growing distances, and once more when it was wanted.
  expect((await seen())?.deaths).toBe(6)
  const text = () => inPage<string>(app, 'document.body.innerText').catch(() => undefined)
  await expect.poll(text).toContain('The window ended unexpectedly and was loaded again')
})

test('what was open and typed is there again after the whole program was killed', async ({
  app,
  store,
  machine,
}) => {
  const shell = new Shell(app)
  await expect(shell.connection).toHaveText('Connected')
  await app.electron?.evaluate(({ session }) => {
    const flush = session.defaultSession.flushStorageData.bind(session.defaultSession)
    const kept = { times: 0 }
    Object.assign(globalThis, { kept })
    session.defaultSession.flushStorageData = () => {
      kept.times += 1
      flush()
    }
  })
  await shell.newQuery()
  await new Query(app).write("SELECT 'typed and not run'")
  const kept = () =>
    app.electron?.evaluate(() => (globalThis as unknown as { kept: { times: number } }).kept.times)
  // Chromium by itself would write it some seconds later.
  await expect.poll(kept).toBeGreaterThan(0)
  const storage = join(store.stateFolder, 'window', 'Local Storage', 'leveldb')
  const written = async () => {
    const files = (await readdir(storage)).map((name) => readFile(join(storage, name), 'latin1'))
    return (await Promise.all(files)).some((text) => text.includes('typed and not run'))
  }
  await expect.poll(written).toBe(true)
  const { engine = 0, workers } = await app.processes()
  app.electron?.process().kill('SIGKILL')
  const isThere = (pid: number) => existsSync(`/proc/${pid}`)
  await expect.poll(() => [engine, ...workers].filter(isThere)).toEqual([])

  const again = await openDesktop(await machine.desktop(), store, false)
  try {
    await expect(new Query(again.app).editor).toContainText('typed and not run')
  } finally {
    await again.close()
  }
})

test('the graphics process dies and the window goes on', async ({ app }) => {
  const shell = new Shell(app)
  await expect(shell.connection).toHaveText('Connected')
  const ofKind = (type: string) =>
    app.electron?.evaluate(
      ({ app: program }, wanted) =>
        program
          .getAppMetrics()
          .filter((one) => one.type === wanted)
          .map(({ pid }) => pid),
      type,
    )
  const before = (await ofKind('GPU')) ?? []
  for (const pid of before) process.kill(pid, 'SIGKILL')
  await expect
    .poll(async () => ((await ofKind('GPU')) ?? []).filter((pid) => before.includes(pid)))
    .toEqual([])
  await shell.newQuery()
  await new Query(app).run('SELECT 42 AS answer')
  await expect(new Query(app).result.row(0).cell('answer')).toHaveText('42')
  await app.page.screenshot()
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

test('the window goes on when the process of the network is killed', async ({ app }) => {
  const networkProcess = () =>
    app.electron?.evaluate(
      ({ app: program }) =>
        program.getAppMetrics().find(({ serviceName }) => serviceName === 'network.mojom.NetworkService')
          ?.pid,
    )
  const shell = new Shell(app)
  await expect(shell.connection).toHaveText('Connected')
  await expect.poll(networkProcess).toBeGreaterThan(0)
  const killed = (await networkProcess()) ?? 0
  process.kill(killed, 'SIGKILL')
  await expect.poll(networkProcess).not.toBe(killed)
  const query = new Query(app)
  await shell.newQuery()
  await query.run('SELECT 42 AS answer')
  await expect(query.facts).toContainText('1 row')
  await app.page.reload()
  await expect(shell.connection).toHaveText('Connected')
  await expect(query.editor).toContainText('42')
})
