import { Command as Cmdk } from 'cmdk'
import { ChevronRight, GitCommitHorizontal } from 'lucide-react'
import { Dialog as Radix } from 'radix-ui'
import { useState } from 'react'
import { useAnswer } from '../client/use-answer.ts'
import { KindMark } from '../components/badge.tsx'
import { counted, moment } from '../components/figures.ts'
import { useFocusBack } from '../components/use-focus-back.ts'
import { useCatalogue } from '../workbench/catalogue.ts'
import type { Command } from '../workbench/feature.ts'
import { openDataset } from '../workbench/open.ts'
import { shownKey } from '../workbench/keys/keys.ts'
import { useSession } from '../workbench/session.ts'
import { activateTab, useTabs } from '../workbench/tabs.ts'
import { closePalette, usePalette } from './palette-state.ts'

/** Reaches every dataset, version, open tab and command by a few letters. */
export function CommandPalette({ commands }: { commands: readonly Command[] }) {
  const { open, scope } = usePalette()
  return open ? <OpenPalette commands={scope === 'all' ? commands : []} /> : null
}

function OpenPalette({ commands }: { commands: readonly Command[] }) {
  const giveBack = useFocusBack()
  return (
    <Radix.Root open onOpenChange={(next) => !next && closePalette()}>
      <Radix.Portal>
        <Radix.Overlay className="palette-veil" />
        <Radix.Content className="palette" aria-describedby={undefined} onCloseAutoFocus={giveBack}>
          <Radix.Title className="visually-hidden">Search datasets, versions, commands</Radix.Title>
          <Palette commands={commands} />
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}

function Palette({ commands }: { commands: readonly Command[] }) {
  const [search, setSearch] = useState('')
  const datasets = useCatalogue((state) => state.datasets) ?? []
  const isStoreOpen = useSession((state) => state.store !== undefined)
  const tabs = useTabs((state) => state.tabs)
  const activeId = useTabs((state) => state.activeId)
  // Versions are offered for the one dataset whose name stands before an `@`.
  const named = /^([^@\s]+)@/.exec(search)?.[1]
  const dataset = datasets.find(({ name }) => name === named)?.name
  const versions =
    useAnswer('dataset.versions', dataset === undefined ? undefined : { dataset }).data?.versions ?? []
  const run = (act: () => void) => () => {
    closePalette()
    // After the palette has given the focus back, so that what opens can take it.
    setTimeout(act)
  }
  return (
    <Cmdk label="Search datasets, versions, commands" loop>
      <Cmdk.Input
        autoFocus
        placeholder="Search datasets, versions (events@), commands"
        value={search}
        onValueChange={setSearch}
      />
      <Cmdk.List>
        <Cmdk.Empty>Nothing is called that</Cmdk.Empty>
        {dataset !== undefined && (
          <Cmdk.Group heading="Versions">
            {versions
              .filter(({ expired }) => !expired)
              .map(({ version, message, time, tags }) => (
                <Cmdk.Item
                  key={version}
                  value={`${dataset}@v${version} ${tags.join(' ')} ${message}`}
                  onSelect={run(() => openDataset(dataset, { version, section: 'data' }))}
                >
                  <GitCommitHorizontal size={14} aria-hidden="true" />
                  <span className="ellipsis">
                    {dataset}@v{version} {message}
                  </span>
                  <span className="palette-note">{[...tags, moment(time)].join(' · ')}</span>
                </Cmdk.Item>
              ))}
          </Cmdk.Group>
        )}
        {datasets.length > 0 && (
          <Cmdk.Group heading="Datasets">
            {datasets.map(({ name, kind, rows, latest, tags }) => (
              <Cmdk.Item
                key={name}
                value={`${name} ${tags.map((tag) => tag.name).join(' ')}`}
                onSelect={run(() => openDataset(name))}
              >
                <KindMark kind={kind} />
                <span className="ellipsis">{name}</span>
                <span className="palette-note">
                  {latest === undefined ? 'no version' : `v${latest} · ${counted(rows, 'row')}`}
                </span>
              </Cmdk.Item>
            ))}
          </Cmdk.Group>
        )}
        {commands.length > 0 && (
          <Cmdk.Group heading="Commands">
            {commands
              .filter(({ id, when }) => id !== 'palette' && (when?.() ?? true))
              .map(({ id, title, key, run: act }) => (
                <Cmdk.Item key={id} value={title} onSelect={run(act)}>
                  <ChevronRight size={14} aria-hidden="true" />
                  {title}
                  {key !== undefined && <kbd>{shownKey(key)}</kbd>}
                </Cmdk.Item>
              ))}
          </Cmdk.Group>
        )}
        {isStoreOpen && tabs.length > 1 && commands.length > 0 && (
          <Cmdk.Group heading="Open tabs">
            {tabs
              .filter(({ id }) => id !== activeId)
              .map(({ id, title }) => (
                <Cmdk.Item key={id} value={`tab ${title} ${id}`} onSelect={run(() => activateTab(id))}>
                  <ChevronRight size={14} aria-hidden="true" />
                  {title}
                </Cmdk.Item>
              ))}
          </Cmdk.Group>
        )}
      </Cmdk.List>
    </Cmdk>
  )
}
