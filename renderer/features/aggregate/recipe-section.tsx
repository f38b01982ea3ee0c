import { formatReference } from '../../../shared/model/reference.ts'
import type { Snapshot } from '../../../shared/model/snapshot.ts'
import { styleNonce } from '../../client/host.ts'
import { useAnswer } from '../../client/use-answer.ts'
import { Button } from '../../components/button.tsx'
import { counted } from '../../components/figures.ts'
import { ErrorPanel, Skeleton } from '../../components/states.tsx'
import type { CompletionFacts } from '../../components/sql-editor/completion.ts'
import { SqlEditor } from '../../components/sql-editor/sql-editor.tsx'
import { copyText } from '../../components/toast/announcements.ts'
import type { DatasetSubject } from '../../workbench/feature.ts'
import { useScrollPlace } from '../../workbench/places.tsx'
import { RebuildVerdict } from '../../workbench/rebuild/rebuild-verdict.tsx'
import { useRebuild } from '../../workbench/rebuild/use-rebuild.ts'
import { draftOfRecipe } from './draft.ts'
import { openAggregation } from './open-aggregation.ts'
import { OriginFacts } from './origin-facts.tsx'
import { ProgramOfVersion } from './program-of-version.tsx'
import './aggregate.css'

const nothing = () => {}
const noFacts: CompletionFacts = { datasets: [], selectors: async () => [], columns: async () => [] }

/** The recipe of a version, and the proof that it gives the same rows again. */
export function RecipeSection({ subject: { summary, version } }: { subject: DatasetSubject }) {
  const reference = formatReference(summary.name, version)
  const { data, error, reload } = useAnswer('snapshot.show', { reference })
  if (error !== undefined) return <ErrorPanel error={error} onRetry={reload} />
  if (data === undefined) return <Skeleton lines={8} label="Loading the recipe" />
  const { snapshot } = data
  return snapshot.lineage?.recipe === undefined ? (
    <ProgramOfVersion reference={reference} snapshot={snapshot} />
  ) : (
    <RecipeOfVersion reference={reference} snapshot={snapshot} />
  )
}

function RecipeOfVersion({ reference, snapshot }: { reference: string; snapshot: Snapshot }) {
  const { data, error, reload } = useAnswer('aggregate.recipe', { reference })
  const rebuild = useRebuild(reference)
  const scrolled = useScrollPlace('recipe')
  if (error !== undefined) return <ErrorPanel error={error} onRetry={reload} />
  if (data === undefined) return <Skeleton lines={8} label="Loading the recipe" />
  const { recipe, text } = data
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
          <Button onClick={() => openAggregation({ draft: draftOfRecipe(snapshot.dataset, recipe) })}>
            Edit as new version
          </Button>
          <Button look="primary" onClick={rebuild.start} disabled={rebuild.state.kind === 'running'}>
            Rebuild and verify
          </Button>
        </div>
      </div>
      <div ref={scrolled} className="recipe fill scroll">
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
        <OriginFacts snapshot={snapshot} />
      </div>
    </div>
  )
}
