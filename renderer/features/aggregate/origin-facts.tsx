import type { Snapshot } from '../../../shared/model/snapshot.ts'
import { exactMoment } from '../../components/figures.ts'
import { KeyValues } from '../../components/states.tsx'
import { InputsPanel } from './inputs-panel.tsx'

/** What a version was made of, with which parameters, when and by what. */
export function OriginFacts({ snapshot: { lineage, time } }: { snapshot: Snapshot }) {
  const parameters = Object.entries({ ...lineage?.recipe?.parameters, ...lineage?.parameters })
  const { git, seed, command } = lineage ?? {}
  return (
    <aside className="recipe-facts" aria-label="How it was made">
      <InputsPanel inputs={lineage?.inputs ?? []} />
      {parameters.length > 0 && (
        <>
          <h3>Parameters</h3>
          <KeyValues
            facts={parameters.map(
              ([name, value]) =>
                [
                  `$${name}`,
                  <span key={name} className="code">
                    {value}
                  </span>,
                ] as const,
            )}
          />
        </>
      )}
      <h3>How it was made</h3>
      <KeyValues
        facts={[
          ['made', exactMoment(time)] as const,
          ...(lineage === undefined
            ? []
            : [
                [
                  'by',
                  `Firn ${lineage.program}${lineage.engine === undefined ? '' : `, DuckDB ${lineage.engine}`}`,
                ] as const,
              ]),
          ...(command === undefined ? [] : [['took', `${command.seconds} s`] as const]),
          ...(seed === undefined ? [] : [['seed', seed] as const]),
          ...(git === undefined
            ? []
            : [
                [
                  'git',
                  `${git.commit.slice(0, 12)}${git.dirty ? ', with uncommitted changes' : ''}`,
                ] as const,
              ]),
          ...(git?.remote === undefined ? [] : [['remote', git.remote] as const]),
        ]}
      />
    </aside>
  )
}
