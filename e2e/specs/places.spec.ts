import { expect } from '@playwright/test'
import type { App } from '../harness/app.ts'
import { test } from '../harness/test.ts'
import { Dataset } from '../pages/dataset.ts'
import { Query } from '../pages/query.ts'
import { Shell } from '../pages/shell.ts'

const columns = Array.from({ length: 30 }, (_, at) => `range * ${at} AS column_${at}`).join(', ')
const wide = `SELECT range AS n, ${columns} FROM range(4000)`

test.use({
  store: async ({ store }, use) => {
    await store.firn('aggregate', 'numbers', '--sql', wide)
    await use(store)
  },
})

/** The number in the first row that is wholly in sight, and how far the grid is scrolled sideways. */
function lookOfGrid(app: App) {
  return app.page.evaluate(() => {
    const grid = document.querySelector('[role=tabpanel][data-active] .result-grid')
    const edge = grid?.querySelector('.ag-header')?.getBoundingClientRect().bottom ?? 0
    const rows = [...(grid?.querySelectorAll('.ag-row') ?? [])]
    const inSight = rows.filter((row) => row.getBoundingClientRect().top >= edge - 14)
    return {
      row: Math.min(...inSight.map((row) => Number(row.getAttribute('row-index')))),
      left: grid?.querySelector('.ag-grid-viewport')?.scrollLeft,
      cells: grid?.querySelector('.ag-row[row-index="1000"]')?.textContent,
      focused: grid?.querySelector('.ag-cell-focus')?.closest('.ag-row')?.getAttribute('row-index'),
      width: grid?.querySelector('.ag-header-cell[col-id=column_2]')?.getBoundingClientRect().width,
    }
  })
}

/** Sorts, scrolls both ways, makes a column wider and puts the focus on a cell. */
async function settleInGrid(app: App): Promise<Awaited<ReturnType<typeof lookOfGrid>>> {
  const { page } = app
  const screen = new Shell(app).screen
  const handle = screen.locator('.ag-header-cell[col-id=column_2] .ag-header-cell-resize')
  const box = await handle.boundingBox()
  if (box === null) throw new Error('The column cannot be made wider.')
  await page.mouse.move(box.x + box.width / 2, box.y + 8)
  await page.mouse.down()
  await page.mouse.move(box.x + 90, box.y + 8, { steps: 4 })
  await page.mouse.up()
  await screen.getByRole('button', { name: 'Go to row' }).click()
  await page.keyboard.type('1001')
  await page.keyboard.press('Enter')
  await expect(screen.locator('[row-index="1000"] [col-id=n]')).not.toBeEmpty()
  await screen.locator('[row-index="1000"] [col-id=column_2]').click()
  await screen.locator('.ag-grid-viewport').evaluate((element) => (element.scrollLeft = 200))
  await expect.poll(async () => (await lookOfGrid(app)).left).toBe(200)
  // Columns that came into sight are drawn a little later.
  let before = ''
  await expect
    .poll(async () => {
      const last = before
      before = JSON.stringify(await lookOfGrid(app))
      return before === last
    })
    .toBe(true)
  return await lookOfGrid(app)
}

test('a grid and a lineage are looked at where they were, after another tab and after loading again', async ({
  app,
}) => {
  const shell = new Shell(app)
  const data = new Dataset(app)
  await shell.openDataset('numbers')
  await data.rows.sortDescending('n')
  await expect(data.rows.row(0).cell('n')).toHaveText('3999')
  await settleInGrid(app)
  // The second thousand from the end.
  await expect.poll(async () => (await lookOfGrid(app)).cells).toContain('23,992')
  const look = await lookOfGrid(app)
  expect(look).toMatchObject({ left: 200, focused: '1000' })
  expect(look.width).toBeGreaterThan(120)

  await shell.command('Show the lineage of the store')
  const drawn = shell.screen.getByRole('option', { name: /^numbers@v1/ })
  await drawn.click()
  await app.page.keyboard.press('+')
  const zoom = shell.screen.getByRole('status', { name: 'Zoom' })
  await expect(zoom).toHaveText('120 %')
  await shell.showTab('numbers')
  expect(await lookOfGrid(app)).toEqual(look)

  await app.page.reload()
  await expect.poll(() => lookOfGrid(app)).toEqual(look)
  await shell.showTab('Lineage')
  await expect(zoom).toHaveText('120 %')
  await expect(drawn).toHaveAttribute('aria-selected', 'true')
})

test('a query is shown again with its result, cursor and places after loading again', async ({ app }) => {
  const shell = new Shell(app)
  const query = new Query(app)
  await shell.newQuery()
  await query.run(`${wide}\n${'-- a line\n'.repeat(60)}`)
  await expect(query.facts).toContainText('4,000 rows')
  const look = await settleInGrid(app)
  await app.page.keyboard.press('Escape')
  await query.editor.click()
  await app.page.keyboard.press('ControlOrMeta+End')
  for (let lines = 0; lines < 20; lines += 1) await app.page.keyboard.press('ArrowUp')
  const cursor = () =>
    shell.screen.evaluate((screen) => ({
      line: screen.querySelector('.cm-activeLineGutter')?.textContent,
      top: Math.round((screen.querySelector('.cm-scroller')?.scrollTop ?? 0) / 20),
    }))
  const before = await cursor()
  expect(before.line).toBe('42')
  expect(before.top).toBeGreaterThan(10)

  await app.page.reload()
  await expect.poll(() => lookOfGrid(app)).toEqual(look)
  await expect.poll(async () => (await cursor()).line).toBe(before.line)
  // By whole lines.
  await expect.poll(async () => Math.abs((await cursor()).top - before.top)).toBeLessThan(2)
})
