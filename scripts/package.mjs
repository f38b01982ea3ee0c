// npm run package [-- --dir | --test-electron]
//
// Builds the packages of the desktop program for this machine (electron-builder.yml), and looks at what came
// out: the files in it, its size, its fuses. --dir stops at the folder that the packages are made of;
// --test-electron makes that folder around the Electron of the tests.

import { readdirSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join, relative } from 'node:path'
import { parseArgs } from 'node:util'
import { build } from 'electron-builder'
import { ensureBuilt } from './build/ensure.mjs'
import { root } from './build/places.mjs'
import { billOf, billOfAll, modulesIn } from './package/bill-of-materials.mjs'
import { makeScratch, planOfRelease, planOfTest } from './package/configuration.mjs'
import { budgetFor, contentsOf, faultsOf, largest, megabytes } from './package/contents.mjs'
import { fusesThatDiffer, programIn, readFuses } from './package/fuses.mjs'
import { testElectron } from './test/machine.mjs'

const { values: options } = parseArgs({
  options: {
    dir: { type: 'boolean', default: false },
    'test-electron': { type: 'boolean', default: false },
  },
})

/** @param {string} scratch */
async function planFor(scratch) {
  if (!options['test-electron']) return planOfRelease(scratch)
  const electron = testElectron()
  if (electron === undefined) throw new Error('There is no Electron here to make a test package with.')
  return await planOfTest(scratch, electron)
}

/**
 * Prints what an unpacked package holds, writes its bill of materials, and answers what is wrong with it.
 *
 * @param {string} folder @param {import('./package/configuration.mjs').Plan} plan
 */
async function inspect(folder, plan) {
  const contents = contentsOf(folder)
  const budget = budgetFor(contents.ours)
  console.log(
    `\n${relative(root, folder)}: ${megabytes(contents.bytesOfAll)} of at most ${megabytes(budget.all)},`,
  )
  console.log(
    `of which ours ${megabytes(contents.bytesOfOurs)} of at most ${megabytes(budget.ours)}; the largest:`,
  )
  for (const line of largest(contents.ours, 8)) console.log(line)

  const modules = modulesIn(folder, plan.program, contents.ours)
  const bill = join(plan.output, `${basename(folder)}.cdx.json`)
  writeFileSync(bill, `${JSON.stringify(billOf(billOfAll(), modules, plan.electronVersion), null, 1)}\n`)
  console.log(`${relative(root, bill)}: ${modules.length} modules and Electron ${plan.electronVersion}`)

  const fuses = await readFuses(programIn(folder))
  console.log(
    `fuses: ${Object.entries(fuses)
      .map(([name, state]) => `${name} ${state ? 'on' : 'off'}`)
      .join(', ')}`,
  )
  return [
    ...faultsOf(contents, plan.program),
    ...fusesThatDiffer(fuses, plan.configuration.electronFuses ?? {}),
  ]
}

const scratch = makeScratch()
// Fuses are flipped in place: a link to the Electron that they come from would change that one.
process.env.USE_HARD_LINKS = 'false'
try {
  await ensureBuilt(['node', 'renderer'])
  const plan = await planFor(scratch)
  rmSync(plan.output, { recursive: true, force: true })
  await build({
    projectDir: root,
    config: plan.file,
    publish: 'never',
    ...(options.dir || options['test-electron'] ? { dir: true } : {}),
  })
  const folders = readdirSync(plan.output).filter((name) => /-unpacked$|^mac/.test(name))
  if (folders.length === 0) throw new Error(`electron-builder has left no folder in ${plan.output}.`)
  for (const name of folders) {
    const faults = await inspect(join(plan.output, name), plan)
    for (const fault of faults) console.error(`package: ${fault}`)
    if (faults.length > 0) process.exitCode = 1
  }
} catch (error) {
  console.error(`package: ${error instanceof Error ? error.message : String(error)}`)
  if (/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT/.test(String(error))) {
    console.error(
      'Electron and the tools of electron-builder are fetched from github.com, once. Where it cannot be',
    )
    console.error('reached, `npm run package -- --test-electron` packages the Electron of the tests.')
  }
  process.exitCode = 1
} finally {
  rmSync(scratch, { recursive: true, force: true })
}
