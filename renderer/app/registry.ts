// Every feature of the window, one line each: a feature is a folder under features/ with a `feature.ts`.
// They are shown in the order of these names.
export { aggregateFeature } from '../features/aggregate/feature.tsx'
export { compareFeature } from '../features/compare/feature.tsx'
export { datasetFeature } from '../features/dataset/feature.tsx'
export { freezeFeature } from '../features/freeze/feature.tsx'
export { importFeature } from '../features/import/feature.tsx'
export { integrityFeature } from '../features/integrity/feature.tsx'
export { jobsFeature } from '../features/jobs/feature.tsx'
export { lineageFeature } from '../features/lineage/feature.tsx'
export { queryFeature } from '../features/query/feature.tsx'
export { setFeature } from '../features/set/feature.tsx'
export { settingsFeature } from '../features/settings/feature.tsx'
export { startFeature } from '../features/start/feature.tsx'
