import { type ReactNode, useId } from 'react'
import { TextInput } from '../../components/field.tsx'
import { ScrolledText } from '../../components/scrolled-text.tsx'
import { useCatalogue } from '../../workbench/catalogue.ts'
import type { FreezeSource } from './draft.ts'

/** Where the rows come from: a reference to change, or the query that was brought along. */
export function SourcePart({
  source,
  problem,
  onSource,
}: {
  source: FreezeSource
  problem: string | undefined
  onSource: (source: FreezeSource) => void
}) {
  const datasets = useCatalogue((state) => state.datasets) ?? []
  const id = useId()
  if (source.kind === 'query')
    return (
      <div className="freeze-field">
        <span>from query</span>
        <ScrolledText className="sql-quote" label="Query">
          {source.sql}
        </ScrolledText>
      </div>
    )
  return (
    <FreezeField
      label="from"
      problem={source.reference === '' ? undefined : problem}
      hint={source.reference === '' ? 'Choose a dataset or one of its versions' : undefined}
    >
      {(ids) => (
        <>
          <TextInput
            {...ids}
            className="code"
            autoFocus={source.reference === ''}
            list={id}
            placeholder="dataset, or dataset@v3"
            value={source.reference}
            onChange={(event) => onSource({ kind: 'reference', reference: event.target.value.trim() })}
          />
          <datalist id={id}>
            {datasets
              .filter(({ latest }) => latest !== undefined)
              .flatMap(({ name, latest, tags }) => [
                <option key={name} value={`${name}@v${latest}`}>
                  latest
                </option>,
                ...tags.map((tag) => (
                  <option key={tag.name} value={`${name}@${tag.name}`}>
                    tag of v{tag.version}
                  </option>
                )),
              ])}
          </datalist>
        </>
      )}
    </FreezeField>
  )
}

/** A field of the dialog: narrower than elsewhere, because three columns stand side by side. */
export function FreezeField({
  label,
  problem,
  hint,
  children,
}: {
  label: string
  problem?: string | undefined
  hint?: ReactNode
  children: (ids: { id: string; 'aria-describedby'?: string; 'aria-invalid'?: boolean }) => ReactNode
}) {
  const id = useId()
  const below = problem ?? hint
  return (
    <div className="freeze-field">
      <label htmlFor={id}>{label}</label>
      {children({
        id,
        ...(below === undefined ? {} : { 'aria-describedby': `${id}-below` }),
        ...(problem === undefined ? {} : { 'aria-invalid': true }),
      })}
      {below !== undefined && (
        <span id={`${id}-below`} className={problem === undefined ? 'field-hint' : 'field-problem'}>
          {below}
        </span>
      )}
    </div>
  )
}
