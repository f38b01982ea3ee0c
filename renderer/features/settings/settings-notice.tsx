import { useEffect } from 'react'
import { useAnswer } from '../../client/use-answer.ts'
import { toast } from '../../components/toast/announcements.ts'
import { openSettings } from './open-settings.ts'

/** Says that something which was set does not hold, to those who do not look at the settings. Draws nothing. */
export function SettingsNotice() {
  const problem = useAnswer('settings.get', {}).data?.problem
  useEffect(() => {
    if (problem !== undefined) toast('bad', problem, { title: 'Open settings', run: openSettings })
  }, [problem])
  return null
}
