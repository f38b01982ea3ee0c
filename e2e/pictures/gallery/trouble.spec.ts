import { expect, test } from '../../harness/test.ts'
import { Query } from '../../pages/query.ts'
import { Shell } from '../../pages/shell.ts'
import { photograph } from '../camera.ts'

test('trouble', async ({ app }) => {
  const { page, problems } = app
  problems.tolerate(/WebSocket|Failed to load/)
  const shell = new Shell(app)
  await shell.newQuery()
  const query = new Query(app)
  await query.run('SELECT 42 AS answer')
  const { engine } = await app.processes()
  if (engine !== undefined) process.kill(engine, 'SIGKILL')
  await expect(shell.notices.first()).toContainText('Connected again', { timeout: 30_000 })
  await photograph(page, 'engine-lost')

  let isCut = false
  const sockets: { close(options: { code: number; reason: string }): Promise<void> }[] = []
  const gone = { code: 4000, reason: 'the tunnel broke' }
  await page.routeWebSocket(/\/engine\b/, (socket) => {
    if (isCut) void socket.close(gone)
    else {
      socket.connectToServer()
      sockets.push(socket)
    }
  })
  await page.reload()
  await expect(shell.connection).toContainText('Connected')
  isCut = true
  for (const socket of sockets) await socket.close(gone)
  await expect(shell.notices.first()).toContainText('Connecting again')
  await photograph(page, 'line-lost', { loading: true })
})
