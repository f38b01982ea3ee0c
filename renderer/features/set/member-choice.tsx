import { useState } from 'react'
import type { DatasetSummary } from '../../../shared/model/dataset.ts'
import { useAnswer } from '../../client/use-answer.ts'
import { KindMark } from '../../components/badge.tsx'
import { Checkbox, Choice, Field, TextInput } from '../../components/field.tsx'
import { useCatalogue } from '../../workbench/catalogue.ts'
import type { ChosenMembers } from './making.ts'
import '../../styles/dataset-choice.css'

/** From this many datasets on, a field to search them is of use. */
const manyDatasets = 12

/** The datasets of the store; of those that are ticked a version is chosen. */
export function MemberChoice({
  set,
  members,
  onMembers,
}: {
  /** The set cannot hold itself. */
  set: string
  members: ChosenMembers
  onMembers: (members: ChosenMembers) => void
}) {
  const datasets = useCatalogue((state) => state.datasets) ?? []
  const [search, setSearch] = useState('')
  const possible = datasets.filter(({ name, latest }) => name !== set && latest !== undefined)
  const shown = possible.filter(({ name }) => name.includes(search.toLowerCase()) || name in members)
  const choose = (dataset: string, selector: string | undefined) => {
    const { [dataset]: _, ...others } = members
    onMembers(selector === undefined ? others : { ...others, [dataset]: selector })
  }
  return (
    <Field label="Holds" hint="Each as it is at the moment when the set is made">
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
            {shown.map((summary) => (
              <li key={summary.name}>
                <Checkbox
                  checked={summary.name in members}
                  onCheck={(checked) => choose(summary.name, checked ? '' : undefined)}
                >
                  <KindMark kind={summary.kind} /> <span title={summary.name}>{summary.name}</span>
                </Checkbox>
                {summary.name in members && (
                  <VersionChoice
                    summary={summary}
                    selector={members[summary.name] ?? ''}
                    onSelector={(selector) => choose(summary.name, selector)}
                  />
                )}
              </li>
            ))}
          </ul>
          {possible.length === 0 && <p className="muted small">There is no dataset to hold yet.</p>}
        </div>
      )}
    </Field>
  )
}

function VersionChoice({
  summary,
  selector,
  onSelector,
}: {
  summary: DatasetSummary
  selector: string
  onSelector: (selector: string) => void
}) {
  const { data } = useAnswer('dataset.versions', { dataset: summary.name })
  const there = (data?.versions ?? []).filter(({ expired }) => !expired)
  const options = [
    { value: '', title: `latest (v${summary.latest})` },
    ...summary.tags.map(({ name, version }) => ({ value: name, title: `${name} (v${version})` })),
    ...there.map(({ version, message }) => ({
      value: `v${version}`,
      title: message === '' ? `v${version}` : `v${version} ${message}`,
    })),
  ]
  // A date or an id, as the version before was asked for.
  const other = options.some(({ value }) => value === selector) ? [] : [{ value: selector, title: selector }]
  return (
    <Choice
      aria-label={`Version of ${summary.name}`}
      value={selector}
      onChoose={onSelector}
      options={[...options, ...other]}
    />
  )
}
