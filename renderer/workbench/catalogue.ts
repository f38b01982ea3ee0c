import { create } from 'zustand'
import type { FirnError } from '../../shared/contract/errors.ts'
import type { DatasetSummary } from '../../shared/model/dataset.ts'
import { useClient, useEvent } from '../client/client.tsx'
import type { Connection } from '../client/connection.ts'
import { asFirnError } from '../client/use-answer.ts'

interface CatalogueState {
  /** Undefined until the first answer; stays while newer ones are awaited. */
  readonly datasets: readonly DatasetSummary[] | undefined
  readonly error: FirnError | undefined
  /** Grows with every change in the store: what was read before may be old. */
  readonly changes: number
}

/** The datasets of the open store. */
export const useCatalogue = create<CatalogueState>(() => ({
  datasets: undefined,
  error: undefined,
  changes: 0,
}))

/** Reads the catalogue again. */
export async function refreshCatalogue(client: Connection): Promise<void> {
  try {
    const { datasets } = await client.call('catalogue.list', {})
    useCatalogue.setState(({ changes }) => ({ datasets, error: undefined, changes: changes + 1 }))
  } catch (error) {
    useCatalogue.setState({ error: asFirnError(error) })
  }
}

export function forgetCatalogue(): void {
  useCatalogue.setState({ datasets: undefined, error: undefined })
}

/** Keeps the catalogue up to date; whoever opens a store reads it for the first time (`session.ts`). */
export function useLiveCatalogue(): void {
  const client = useClient()
  useEvent('catalogue', () => void refreshCatalogue(client))
}

/** One dataset of the catalogue. */
export function useDataset(name: string): DatasetSummary | undefined {
  return useCatalogue(({ datasets }) => datasets?.find((one) => one.name === name))
}
