import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from '../harness/test.ts'
import { Query } from '../pages/query.ts'
import { Shell } from '../pages/shell.ts'

test('a mistake in SQL is said in plain words, with its line and what the engine said', async ({ app }) => {
  await writeFile(join(app.store.files, 'sales.csv'), 'day,amount\n2026-01-01,10\n')
  await app.store.firn('snapshot', 'sales', 'sales.csv')
  await new Shell(app).newQuery()
  const query = new Query(app)
  await query.run('SELECT day,\n  amuont\nFROM sales')
  await expect(query.problem.getByText('There is no column "amuont".')).toBeVisible()
  await expect(query.problem).toContainText('Did you mean "amount"')
  await expect(query.problem).toContainText('in line 2 of the SQL')
  await expect(query.problem.getByText('Binder Error')).toBeHidden()
  await query.problem.getByText('What the engine said').click()
  await expect(query.problem.getByText('Binder Error: Referenced column "amuont"')).toBeVisible()
})
