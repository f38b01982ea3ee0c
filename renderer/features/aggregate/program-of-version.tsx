import type { Snapshot } from '../../../shared/model/snapshot.ts'
import { useAnswer } from '../../client/use-answer.ts'
import { ScrolledText } from '../../components/scrolled-text.tsx'
import { EmptyState, ErrorPanel, Skeleton } from '../../components/states.tsx'
import { CommandLine } from '../../workbench/command/command-line.tsx'
import { quotedWord } from '../../workbench/command/command-text.ts'
import { OriginFacts } from './origin-facts.tsx'

/** The program that made a version, and what it said; of a result that was only declared, where it came from. */
export function ProgramOfVersion({ reference, snapshot }: { reference: string; snapshot: Snapshot }) {
  const command = snapshot.lineage?.command
  return (
    <div className="column fill">
      <div className="toolbar">
        <span className="secondary small ellipsis">
          {command === undefined ? `${reference} was made outside of Firn` : `A program made ${reference}`}
        </span>
      </div>
      <div className="recipe fill scroll">
        <div className="recipe-steps">
          {command === undefined ? (
            <EmptyState title="Made by another program">
              What it was made of was told when its files were taken
            </EmptyState>
          ) : (
            <>
              <section aria-label="Program">
                <h3>Program</h3>
                <CommandLine label="Program" command={command.words.map(quotedWord).join(' ')} />
              </section>
              <section aria-label="What it said">
                <h3>What it said</h3>
                {command.log === undefined ? (
                  <p className="muted small">Nothing</p>
                ) : (
                  <CommandLog reference={reference} />
                )}
              </section>
            </>
          )}
        </div>
        <OriginFacts snapshot={snapshot} />
      </div>
    </div>
  )
}

function CommandLog({ reference }: { reference: string }) {
  const { data, error, reload } = useAnswer('snapshot.commandLog', { reference })
  if (error !== undefined) return <ErrorPanel error={error} onRetry={reload} />
  if (data === undefined) return <Skeleton lines={4} label="Loading the log" />
  return (
    <ScrolledText label="What the program said" className="code command-log">
      {data.text}
    </ScrolledText>
  )
}
