import type { SettingsState } from '../../../shared/model/settings.ts'
import { useClient, useEvent } from '../../client/client.tsx'
import { isDesktop } from '../../client/host.ts'
import type { Input } from '../../client/connection.ts'
import { asFirnError, useAnswer } from '../../client/use-answer.ts'
import { Button } from '../../components/button.tsx'
import { bytes } from '../../components/figures.ts'
import { Banner, ErrorPanel, Skeleton } from '../../components/states.tsx'
import { toast } from '../../components/toast/announcements.ts'
import { LimitField } from './limit-field.tsx'

type Save = (change: Input<'settings.set'>) => Promise<void>

/** What queries may use, on the machine of the engine. */
export function LimitsSection() {
  const client = useClient()
  const { data, error, reload } = useAnswer('settings.get', {})
  // Also what this window itself has changed.
  useEvent('settings', reload)
  if (error !== undefined) return <ErrorPanel error={error} onRetry={reload} />
  if (data === undefined) return <Skeleton lines={5} />
  return (
    <>
      {data.problem !== undefined && <Banner>{data.problem}</Banner>}
      <Limits state={data} save={async (change) => void (await client.call('settings.set', change))} />
    </>
  )
}

const gigabyte = 1e9

function figureOf(text: string, factor: number): number | undefined {
  const value = Number(text.replace(',', '.'))
  return Number.isFinite(value) ? Math.round(value * factor) : undefined
}

/** At most three digits behind the point: nobody sets bytes by the dozen. */
function writtenIn(factor: number): (value: number) => string {
  return (value) => String(Number((value / factor).toFixed(3)))
}

function Limits({ state: { chosen, usual, bounds }, save }: { state: SettingsState; save: Save }) {
  const inGigabytes = {
    unit: 'GB',
    written: writtenIn(gigabyte),
    read: (text: string) => figureOf(text, gigabyte),
  }
  return (
    <>
      <LimitField
        label="Memory"
        {...inGigabytes}
        value={chosen.memoryBytes}
        usual={writtenIn(gigabyte)(Math.round(usual.memoryBytes / 1e8) * 1e8)}
        hint={`What one query plans with; the rest goes to scratch files. Usually ${bytes(usual.memoryBytes)}, at most ${bytes(bounds.memoryBytes[1])}.`}
        save={(memoryBytes) => save({ memoryBytes })}
      />
      <LimitField
        label="Threads"
        unit={`of ${bounds.threads[1]}`}
        written={String}
        read={(text) => figureOf(text, 1)}
        value={chosen.threads}
        usual={String(usual.threads)}
        hint="Processor cores of one query; fewer leave more for other programs. Usually all."
        save={(threads) => save({ threads })}
      />
      <LimitField
        label="Deadline"
        unit="seconds"
        written={writtenIn(1000)}
        read={(text) => figureOf(text, 1000)}
        value={chosen.deadlineMs}
        usual="none"
        hint="A query that runs longer is stopped. Imports, freezes and exports are not. Usually none."
        save={(deadlineMs) => save({ deadlineMs })}
      />
      <LimitField<string>
        label="Scratch folder"
        written={String}
        read={String}
        value={chosen.scratchFolder}
        usual={usual.scratchFolder}
        hint="Where queries keep what does not fit into memory, until they end. A fast disk with room is best."
        save={(scratchFolder) => save({ scratchFolder })}
      >
        {(take) => isDesktop() && <ChooseFolder onChoose={take} />}
      </LimitField>
      <LimitField
        label="Scratch space"
        {...inGigabytes}
        value={chosen.scratchBytes}
        usual={writtenIn(gigabyte)(Math.round(usual.scratchBytes / 1e8) * 1e8)}
        hint={`Most that one query may put there. Usually four fifths of what is free: ${bytes(usual.scratchBytes)} now.`}
        save={(scratchBytes) => save({ scratchBytes })}
      />
      <p className="settings-note">
        These hold from the next query on, in all windows and on the command line.
      </p>
    </>
  )
}

function ChooseFolder({ onChoose }: { onChoose: (folder: string) => void }) {
  const client = useClient()
  const choose = () => {
    client.callHost('host.chooseFolder', { title: 'Folder for scratch files' }).then(
      ({ paths: [folder] }) => folder !== undefined && onChoose(folder),
      (error: unknown) => toast('bad', asFirnError(error).message),
    )
  }
  return <Button onClick={choose}>Choose…</Button>
}
