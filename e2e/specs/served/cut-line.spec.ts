import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from '../../harness/test.ts'
import { Import } from '../../pages/import.ts'
import { Shell } from '../../pages/shell.ts'

test('a window whose line ended goes on with its store', async ({ app }) => {
  const sockets: { close(options: { code: number; reason: string }): Promise<void> }[] = []
  await app.page.routeWebSocket(/\/engine\b/, (socket) => {
    socket.connectToServer()
    sockets.push(socket)
  })
  await app.page.reload()
  const shell = new Shell(app)
  await shell.newStore('another')
  await writeFile(join(app.store.files, 'late.csv'), 'id\n1\n')
  const data = new Import(app)
  await data.open(app.store.files)
  const [socket] = sockets
  await socket?.close({ code: 1000, reason: 'the line ended' })
  await data.takeSnapshot('late')
  expect(sockets).toHaveLength(2)
  await expect(shell.notices).toContainText('The connection to the engine was lost.')
  await expect(shell.dataset('late')).toBeVisible()
  await expect(shell.storeButton).toHaveText('another')
  expect(await app.store.firn('list')).toMatchObject({ datasets: [] })
})
