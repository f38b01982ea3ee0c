import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { putAside, writeStateFile } from '../state/state-file.ts'

/**
 * Which schedules run on this machine. A store may come from anybody, and a schedule names files to be read: so it
 * runs only where a person has said so, and only with the sources that the person saw.
 */
export interface Agreements {
  /** Sources that somebody agreed to; undefined: none. */
  sources(store: string, dataset: string): Promise<readonly string[] | undefined>
  agree(
    store: { readonly id: string; readonly path: string },
    dataset: string,
    sources: readonly string[],
  ): Promise<void>
  withdraw(store: string, dataset: string): Promise<void>
  /** Paths of stores with schedules that run here. */
  stores(): Promise<readonly string[]>
}

const fileSchema = z.looseObject({
  stores: z.record(
    z.string(),
    z.looseObject({
      path: z.string(),
      datasets: z.record(z.string(), z.looseObject({ sources: z.array(z.string()) })),
    }),
  ),
})
type Agreed = z.infer<typeof fileSchema>

/** Kept in `schedules.json` of the state folder, by the ids of stores. */
export function openAgreements(stateFolder: string): Agreements {
  const file = join(stateFolder, 'schedules.json')
  let last: Promise<unknown> = Promise.resolve()

  async function read(): Promise<Agreed> {
    let text: string
    try {
      text = await readFile(file, 'utf8')
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { stores: {} }
      throw error
    }
    const parsed = fileSchema.safeParse(jsonOrNothing(text))
    if (parsed.success) return parsed.data
    // Nothing runs that nobody is known to have agreed to; each schedule says so, and how to agree again.
    await putAside(file)
    return { stores: {} }
  }

  function change(changed: (agreed: Agreed) => Agreed): Promise<void> {
    const changing = last.then(async () => await writeStateFile(file, changed(await read())))
    last = changing.catch(() => {})
    return changing
  }

  return {
    async sources(store, dataset) {
      return (await read()).stores[store]?.datasets[dataset]?.sources
    },
    agree: ({ id, path }, dataset, sources) =>
      change(({ stores, ...rest }) => {
        const datasets = { ...stores[id]?.datasets, [dataset]: { sources: [...sources] } }
        return { ...rest, stores: { ...stores, [id]: { ...stores[id], path, datasets } } }
      }),
    withdraw: (store, dataset) =>
      change(({ stores, ...rest }) => {
        const { [store]: known, ...others } = stores
        if (known === undefined) return { ...rest, stores }
        const { [dataset]: _, ...datasets } = known.datasets
        const left = Object.keys(datasets).length === 0 ? {} : { [store]: { ...known, datasets } }
        return { ...rest, stores: { ...others, ...left } }
      }),
    async stores() {
      return Object.values((await read()).stores).map(({ path }) => path)
    },
  }
}

function jsonOrNothing(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
