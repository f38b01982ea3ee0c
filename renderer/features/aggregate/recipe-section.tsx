import { formatReference } from '../../../shared/model/reference.ts'
import { styleNonce } from '../../client/host.ts'
import { useAnswer } from '../../client/use-answer.ts'
import { Button } from '../../components/button.tsx'
import { counted, exactMoment } from '../../components/figures.ts'
import { ErrorPanel, KeyValues, Skeleton } from '../../components/states.tsx'
import type { CompletionFacts } from '../../components/sql-editor/completion.ts'
import { SqlEditor } from '../../components/sql-editor/sql-editor.tsx'
import { copyText } from '../../components/toast/announcements.ts'
import type { DatasetSubject } from '../../workbench/feature.ts'
import { RebuildVerdict } from '../../workbench/rebuild/rebuild-verdict.tsx'
import { useRebuild } from '../../workbench/rebuild/use-rebuild.ts'
import { draftOfRecipe } from './draft.ts'
import { InputsPanel } from './inputs-panel.tsx'
import { openAggregation } from './open-aggregation.ts'
import './aggregate.css'

const nothing = () => {}
const noFacts: CompletionFacts = { datasets: [], selectors: async () => [], columns: async () => [] }

/** The recipe of a version, and the proof that it gives the same rows again. */
export function RecipeSection({ subject: { summary, version } }: { subject: DatasetSubject }) {
  const reference = formatReference(summary.name, version)
  const { data, error, reload } = useAnswer('aggregate.recipe', { reference })
  const shown = useAnswer('snapshot.show', { reference })
  const rebuild = useRebuild(reference)
  if (error !== undefined) return <ErrorPanel error={error} onRetry={reload} />
  if (data === undefined) return <Skeleton lines={8} label="Loading the recipe" />
  const { recipe, text } = data
  const lineage = shown.data?.snapshot.lineage
  const parameters = Object.entries({ ...recipe.parameters, ...lineage?.parameters })
  return (
    <div className="column fill">
      <div className="toolbar" role="toolbar" aria-label="Recipe">
        <span className="secondary small ellipsis">
          {counted(recipe.steps.length, 'step')} made {reference}
          {recipe.file === undefined ? '' : ` · from ${recipe.file}`}
        </span>
        <div className="toolbar-end">
          <Button look="ghost" onClick={() => void copyText(text, 'recipe')}>
            Copy as file
          </Button>
          <Button onClick={() => openAggregation({ draft: draftOfRecipe(summary.name, recipe) })}>
            Edit as new version
          </Button>
          <Button look="primary" onClick={rebuild.start} disabled={rebuild.state.kind === 'running'}>
            Rebuild and verify
          </Button>
        </div>
      </div>
      <div className="recipe fill scroll">
        <div className="recipe-steps">
          <RebuildVerdict rebuild={rebuild} />
          {recipe.description !== undefined && <p>{recipe.description}</p>}
          {recipe.steps.map(({ name, sql }, position) => (
            <section key={name} className="step" aria-label={`Step ${position + 1}: ${name}`}>
              <header className="step-head">
                <span className="step-number" aria-hidden="true">
                  {position + 1}
                </span>
                <b className="code">{name}</b>
                <span className="step-buttons">
                  <Button look="ghost" onClick={() => void copyText(sql, 'SQL')}>
                    Copy SQL
                  </Button>
                </span>
              </header>
              <div className="step-editor">
                <SqlEditor
                  label={`SQL of step ${position + 1}`}
                  text={sql}
                  onText={nothing}
                  readOnly
                  facts={noFacts}
                  styleNonce={styleNonce()}
                />
              </div>
            </section>
          ))}
        </div>
        <aside className="recipe-facts" aria-label="How it was made">
          <InputsPanel inputs={lineage?.inputs} />
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
              ...(shown.data === undefined ? [] : [['made', exactMoment(shown.data.snapshot.time)] as const]),
              ...(lineage === undefined
                ? []
                : [['by', `Firn ${lineage.program}, DuckDB ${lineage.engine}`] as const]),
              ...(lineage?.git === undefined
                ? []
                : [
                    [
                      'git',
                      `${lineage.git.commit.slice(0, 12)}${lineage.git.dirty ? ', with uncommitted changes' : ''}`,
                    ] as const,
                  ]),
            ]}
          />
        </aside>
      </div>
    </div>
  )
}
