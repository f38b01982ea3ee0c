import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { lifeOf, ownIdentity, type ProcessIdentity } from './store/process-identity.ts'

interface Owner extends ProcessIdentity {
  /** The state folder may lie on a disk that several machines share. */
  readonly host: string
}

const ownerFile = 'owner.json'
/** A folder whose maker died before it said who it was is swept after this many milliseconds. */
const keptUnnamed = 24 * 60 * 60 * 1000

/** Makes a scratch folder for this engine, and removes those of engines that were killed before they could. */
export async function openScratchFolder(root: string): Promise<string> {
  await mkdir(root, { recursive: true })
  const own = await mkdtemp(join(root, `${process.pid}-`))
  const owner: Owner = { host: hostname(), ...(await ownIdentity()) }
  await writeFile(join(own, ownerFile), JSON.stringify(owner))
  for (const name of await readdir(root)) {
    const folder = join(root, name)
    if (folder !== own && (await isAbandoned(folder)))
      // What cannot be removed is tried again at the next start.
      await rm(folder, { recursive: true, force: true }).catch(() => {})
  }
  return own
}

async function isAbandoned(folder: string): Promise<boolean> {
  const owner = await ownerOf(folder)
  if (owner !== undefined) return owner.host === hostname() && (await lifeOf(owner)) === 'dead'
  const facts = await stat(folder).catch(() => undefined)
  return facts !== undefined && Date.now() - facts.mtimeMs > keptUnnamed
}

async function ownerOf(folder: string): Promise<Owner | undefined> {
  try {
    const owner = JSON.parse(await readFile(join(folder, ownerFile), 'utf8')) as Partial<Owner>
    return typeof owner.pid === 'number' && typeof owner.host === 'string' ? (owner as Owner) : undefined
  } catch {
    return undefined
  }
}
