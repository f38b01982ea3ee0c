import { useClient, useEvent } from '../client/client.tsx'
import { asFirnError, useAnswer } from '../client/use-answer.ts'
import { Checkbox } from '../components/field.tsx'
import { toast } from '../components/toast/announcements.ts'

/** Whether objects of open stores are read again while nothing else runs: a setting of the engine's machine. */
export function BackgroundSwitch() {
  const client = useClient()
  const { data, reload } = useAnswer('settings.get', {})
  useEvent('settings', reload)
  const change = (on: boolean) => {
    client
      .call('settings.set', { checksInBackground: on ? null : false })
      .catch((error: unknown) => toast('bad', asFirnError(error).message))
  }
  return (
    <Checkbox checked={data?.chosen.checksInBackground !== false} onCheck={change}>
      Read objects again while nothing else runs
    </Checkbox>
  )
}
