import type { ReactNode } from 'react'
import type { DatasetKind } from '../../shared/model/kind.ts'
import '../styles/badge.css'

/** A short word or figure; its colour repeats what its sign or word says. A word that is cut is whole in the title. */
export function Badge({
  tone = 'plain',
  children,
  title,
}: {
  tone?: 'plain' | 'added' | 'removed' | 'changed' | 'tag'
  children: ReactNode
  title?: string
}) {
  return (
    <span
      className="badge"
      data-tone={tone}
      title={title ?? (typeof children === 'string' ? children : undefined)}
    >
      <span className="ellipsis">{children}</span>
    </span>
  )
}

/** The colour and shape of a dataset's kind. */
export function KindMark({ kind, large = false }: { kind: DatasetKind; large?: boolean }) {
  return (
    <i className="kind-mark" data-kind={kind} data-size={large ? 'large' : undefined} aria-hidden="true" />
  )
}

/** Kinds as headings of lists. */
export const kindTitles: Readonly<Record<DatasetKind, string>> = {
  raw: 'Raw',
  aggregation: 'Aggregations',
  training: 'Training sets',
  labels: 'Labels',
  model: 'Models',
  predictions: 'Predictions',
  set: 'Sets',
}

/** Kinds in a sentence. */
export const kindWords: Readonly<Record<DatasetKind, string>> = {
  raw: 'raw',
  aggregation: 'aggregation',
  training: 'training set',
  labels: 'labels',
  model: 'model',
  predictions: 'predictions',
  set: 'set',
}
