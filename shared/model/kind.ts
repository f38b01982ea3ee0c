/** What a dataset is for. `set` holds several snapshots of other datasets together as one version. */
export type DatasetKind = 'raw' | 'aggregation' | 'training' | 'labels' | 'model' | 'predictions' | 'set'

/** In the order in which catalogues list them. */
export const datasetKinds: readonly DatasetKind[] = [
  'raw',
  'aggregation',
  'training',
  'labels',
  'model',
  'predictions',
  'set',
]
