import { useState } from 'react'
import type { DatasetSummary } from '../../../shared/model/dataset.ts'
import { mainBranch } from '../../../shared/model/names.ts'
import type { Output } from '../../client/connection.ts'
import { useAnswer } from '../../client/use-answer.ts'
import { Button } from '../../components/button.tsx'
import { SectionTabs } from '../../components/section-tabs.tsx'
import { Banner, EmptyState, ErrorPanel, Skeleton } from '../../components/states.tsx'
import { useCatalogue, useDataset } from '../../workbench/catalogue.ts'
import type { DatasetSubject, TabProps } from '../../workbench/feature.ts'
import { useContributions } from '../../workbench/features.tsx'
import { changeTab, type DatasetInput } from '../../workbench/tabs.ts'
import { DataSection } from './data-section.tsx'
import { DatasetHead } from './dataset-head.tsx'
import { SchemaSection } from './schema-section.tsx'
import { SettingsSection } from './settings-section.tsx'
import { VersionsSection } from './versions-section.tsx'
import './dataset.css'

const ownSections = [
  { id: 'data', title: 'Data' },
  { id: 'schema', title: 'Schema' },
  { id: 'versions', title: 'Versions' },
]
/** Behind what other features bring. */
const settingsSection = { id: 'settings', title: 'Settings' }

/** One dataset at one version. */
export function DatasetScreen({ tab, active }: TabProps<'dataset'>) {
  const { dataset } = tab.input
  const summary = useDataset(dataset)
  const { datasets, error } = useCatalogue()
  if (summary === undefined) {
    if (error !== undefined && datasets === undefined) return <ErrorPanel error={error} />
    if (datasets === undefined) return <Skeleton lines={6} />
    return (
      <EmptyState title={`There is no dataset “${dataset}”`}>It is not in this store (any more).</EmptyState>
    )
  }
  const version = tab.input.version ?? summary.latest
  if (summary.problem !== undefined && version === undefined) {
    return (
      <ErrorPanel
        error={{
          code: 'store-damaged',
          message: `The history of ${dataset} cannot be read: ${summary.problem}`,
          hint: 'Run `firn verify` to see what is affected.',
          context: {},
        }}
      />
    )
  }
  if (version === undefined)
    return <EmptyState title={`${dataset} has no version`}>All of its snapshots have expired.</EmptyState>
  return <Screen tab={tab} active={active} summary={summary} version={version} />
}

function Screen({
  tab,
  active,
  summary,
  version,
}: TabProps<'dataset'> & { summary: DatasetSummary; version: number }) {
  const { input } = tab
  const contributed = useContributions('datasetSections').filter(({ when }) => when?.(summary) ?? true)
  const reference = `${summary.name}@v${version}`
  const schema = useAnswer('snapshot.schema', { reference })
  const facts = useAnswer('snapshot.show', { reference })
  // Another version takes the place of the one in sight when its tables are known, not before.
  const [front, setFront] = useState<{ readonly of: string; readonly schema: Output<'snapshot.schema'> }>()
  if (schema.data !== undefined && front?.schema !== schema.data)
    setFront({ of: reference, schema: schema.data })
  const { of: shownReference, schema: shownSchema } =
    schema.error === undefined && front !== undefined ? front : { of: reference, schema: schema.data }
  const tables = shownSchema?.tables ?? []
  const table = tables.find(({ name }) => name === input.table) ?? tables[0]
  const sections = [
    ...contributed.filter(({ first }) => first === true),
    ...ownSections,
    ...contributed.filter(({ first }) => first !== true),
    settingsSection,
  ]
  const section = input.section ?? sections[0]?.id ?? 'data'
  const [opened, setOpened] = useState<ReadonlySet<string>>(new Set([section]))
  if (!opened.has(section)) setOpened(new Set([...opened, section]))
  const change = (next: Partial<DatasetInput>) => {
    const { version: asked, ...rest } = { ...input, ...next }
    const follows = asked === undefined || asked === summary.latest
    changeTab<'dataset'>(tab.id, { input: follows ? rest : { ...rest, version: asked } })
  }
  const subject: DatasetSubject = {
    summary,
    version,
    ...(tables.length > 1 && table !== undefined ? { table: table.name } : {}),
  }
  const { latest, problem, wentBack } = summary
  const isOld = version !== latest
  const branch = facts.data?.snapshot.branch ?? mainBranch
  const panel = (id: string) => ({
    role: 'tabpanel',
    'aria-label': sections.find((one) => one.id === id)?.title,
    className: 'dataset-section',
    hidden: id !== section,
  })

  return (
    <div className="column fill">
      {problem !== undefined && (
        <Banner>
          <span>
            {problem} {wentBack === true ? '' : 'Other versions can still be opened. '}
            <code>firn verify</code> tells what is affected.
          </span>
        </Banner>
      )}
      {isOld && latest !== undefined && (
        <Banner tone="info">
          <span>
            This is v{version}
            {branch === mainBranch ? '' : ` of branch ${branch}`}; the latest is v{latest}. Versions never
            change.
          </span>
          <Button onClick={() => change({ version: latest })}>Back to latest</Button>
        </Banner>
      )}
      <DatasetHead
        subject={subject}
        facts={facts.data}
        onVersion={(next) => change({ version: next, where: [] })}
        tables={tables}
        onTable={(next) => change({ table: next, where: [] })}
        shownTable={table}
      />
      <SectionTabs
        label={`Sections of ${summary.name}`}
        sections={sections}
        value={section}
        onChoose={(next) => change({ section: next })}
      />
      {schema.error !== undefined && <ErrorPanel error={schema.error} onRetry={schema.reload} />}
      {opened.has('data') && (
        <div {...panel('data')}>
          {table === undefined ? (
            schema.loading && <Skeleton lines={8} />
          ) : (
            <DataSection
              reference={tables.length > 1 ? `${shownReference}/${table.name}` : shownReference}
              where={input.where ?? []}
              onWhere={(where) => change({ where })}
            />
          )}
        </div>
      )}
      {opened.has('schema') && (
        <div {...panel('schema')}>
          {table === undefined ? (
            schema.loading && <Skeleton lines={8} />
          ) : (
            <SchemaSection
              reference={tables.length > 1 ? `${shownReference}/${table.name}` : shownReference}
              table={table}
              onFilter={({ condition }) => change({ section: 'data', where: [condition] })}
            />
          )}
        </div>
      )}
      {opened.has('versions') && (
        <div {...panel('versions')}>
          <VersionsSection
            summary={summary}
            version={version}
            // Sets are compared by their members, and each of these by its own rows.
            table={summary.kind === 'set' ? undefined : subject.table}
            onOpenVersion={(next) => change({ version: next, section: 'data', where: [] })}
          />
        </div>
      )}
      {contributed
        .filter(({ id }) => opened.has(id))
        .map(({ id, component: Section }) => (
          <div key={id} {...panel(id)}>
            <Section subject={subject} active={active && id === section} />
          </div>
        ))}
      {opened.has('settings') && (
        <div {...panel('settings')}>
          <SettingsSection summary={summary} />
        </div>
      )}
    </div>
  )
}
