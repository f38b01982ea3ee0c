// Electron's fuses: what the program can do that nobody can switch on from outside.

import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses'

/** How the wire in the program's file writes a fuse: as the digits 0 and 1. */
const states = new Map([
  [0x30, false],
  [0x31, true],
])

/**
 * The names of electron-builder.yml, by the numbers of the wire.
 *
 * @type {Readonly<Record<string, FuseV1Options>>}
 */
const numbers = {
  runAsNode: FuseV1Options.RunAsNode,
  enableCookieEncryption: FuseV1Options.EnableCookieEncryption,
  enableNodeOptionsEnvironmentVariable: FuseV1Options.EnableNodeOptionsEnvironmentVariable,
  enableNodeCliInspectArguments: FuseV1Options.EnableNodeCliInspectArguments,
  enableEmbeddedAsarIntegrityValidation: FuseV1Options.EnableEmbeddedAsarIntegrityValidation,
  onlyLoadAppFromAsar: FuseV1Options.OnlyLoadAppFromAsar,
  loadBrowserProcessSpecificV8Snapshot: FuseV1Options.LoadBrowserProcessSpecificV8Snapshot,
  grantFileProtocolExtraPrivileges: FuseV1Options.GrantFileProtocolExtraPrivileges,
}

/**
 * The program in an unpacked package, as the fuses' tool wants it named.
 *
 * @param {string} folder
 */
export function programIn(folder) {
  const names = readdirSync(folder)
  const name = names.find((each) => /\.app$|^firn-desktop$|^Firn\.exe$/.test(each))
  if (name === undefined) throw new Error(`${folder} holds no program; it holds ${names.join(', ')}.`)
  return join(folder, name)
}

/**
 * Reads the fuses back from a program.
 *
 * @param {string} program
 * @returns {Promise<Record<string, boolean>>} by their names in electron-builder.yml; those it does not have are
 *   left out
 */
export async function readFuses(program) {
  const wire = await getCurrentFuseWire(program)
  const known = Object.entries(numbers).flatMap(([name, number]) => {
    const state = states.get(Number(wire[number]))
    return state === undefined ? [] : [/** @type {const} */ ([name, state])]
  })
  return Object.fromEntries(known)
}

/**
 * Which fuses of a program are not as they were asked for, in sentences.
 *
 * @param {Readonly<Record<string, boolean>>} found
 * @param {NonNullable<import('electron-builder').Configuration['electronFuses']>} wanted
 */
export const fusesThatDiffer = (found, wanted) =>
  Object.entries(wanted)
    .filter(([name, state]) => found[name] !== state)
    .map(([name, state]) => `The fuse ${name} is ${found[name] ?? 'not there'}; it should be ${state}.`)
