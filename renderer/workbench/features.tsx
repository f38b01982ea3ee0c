import { createContext, type ReactNode, useContext, useMemo } from 'react'
import type { Feature, TabKind } from './feature.ts'

const FeaturesContext = createContext<readonly Feature[]>([])

/** Gives the registered features to everything inside. */
export function FeaturesProvider({
  features,
  children,
}: {
  features: readonly Feature[]
  children: ReactNode
}) {
  return <FeaturesContext value={features}>{children}</FeaturesContext>
}

/** All registered features, in the order of the registry. */
export function useFeatures(): readonly Feature[] {
  return useContext(FeaturesContext)
}

type ListPlace = Exclude<keyof Feature, 'home'>

/** What all features bring to one place; the same list for as long as the window lives. */
export function useContributions<Place extends ListPlace>(
  place: Place,
): NonNullable<Feature[Place]>[number][] {
  const features = useFeatures()
  return useMemo(
    () =>
      features.flatMap((feature) => [...((feature[place] ?? []) as NonNullable<Feature[Place]>[number][])]),
    [features, place],
  )
}

/** The tab kind of a name; undefined when no feature brings it (yet). */
export function useTabKind(kind: string): TabKind | undefined {
  return useContributions('tabs').find((one) => (one as unknown as TabKind).kind === kind) as unknown as
    | TabKind
    | undefined
}
