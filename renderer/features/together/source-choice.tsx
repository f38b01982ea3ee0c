import { useEffect, useState } from 'react'
import { useAnswer } from '../../client/use-answer.ts'
import { KindMark } from '../../components/badge.tsx'
import { Checkbox, Field, TextInput } from '../../components/field.tsx'
import { useCatalogue } from '../../workbench/catalogue.ts'
import '../../styles/dataset-choice.css'

/** Where each ticked dataset is taken from, as soon as that is known. */
export type ChosenSources = { readonly [dataset: string]: readonly string[] }

/** From this many datasets on, a field to search them is of use. */
const manyDatasets = 12

/** The datasets that are taken from files; of those that are ticked it is said from which. */
export function SourceChoice({
  ticked,
  onTicked,
  onSources,
}: {
  ticked: ReadonlySet<string>
  onTicked: (ticked: ReadonlySet<string>) => void
  onSources: (dataset: string, sources: readonly string[]) => void
}) {
  const datasets = useCatalogue((state) => state.datasets) ?? []
  const [search, setSearch] = useState('')
  const possible = datasets.filter(({ kind, latest }) => kind === 'raw' && latest !== undefined)
  const shown = possible.filter(({ name }) => name.includes(search.toLowerCase()) || ticked.has(name))
  const choose = (dataset: string, wanted: boolean) => {
    const others = [...ticked].filter((name) => name !== dataset)
    onTicked(new Set(wanted ? [...others, dataset] : others))
  }
  return (
    <Field label="Datasets" hint="Each from the files or folders that its Settings name">
      {(ids) => (
        <div {...ids} className="dataset-choice" role="group" aria-label="Datasets">
          {possible.length >= manyDatasets && (
            <TextInput
              aria-label="Find a dataset"
              placeholder="Find a dataset"
              value={search}
              onChange={(event) => setSearch(event.target.value)}
            />
          )}
          <ul>
            {shown.map(({ name, kind }) => (
              <li key={name}>
                <Checkbox checked={ticked.has(name)} onCheck={(wanted) => choose(name, wanted)}>
                  <KindMark kind={kind} /> <span title={name}>{name}</span>
                </Checkbox>
                {ticked.has(name) && <Sources dataset={name} onSources={onSources} />}
              </li>
            ))}
          </ul>
          {possible.length === 0 && <p className="muted small">No dataset is taken from files yet.</p>}
        </div>
      )}
    </Field>
  )
}

function Sources({
  dataset,
  onSources,
}: {
  dataset: string
  onSources: (dataset: string, sources: readonly string[]) => void
}) {
  const { data, error } = useAnswer('dataset.settings', { dataset })
  useEffect(() => {
    if (data !== undefined) onSources(dataset, data.sources)
  }, [dataset, data, onSources])
  if (error !== undefined) return <span className="field-problem ellipsis">{error.message}</span>
  if (data === undefined) return null
  const [first, ...more] = data.sources
  if (first === undefined) return <span className="field-problem">Name its files in its Settings first</span>
  return (
    <span className="code secondary ellipsis" title={data.sources.join('\n')}>
      {first}
      {more.length > 0 && ` and ${more.length} more`}
    </span>
  )
}
