import { isDesktop } from '../../client/host.ts'
import { useAnswer } from '../../client/use-answer.ts'
import { KeyValues } from '../../components/states.tsx'

/** What leaves the machine (nothing), and what is kept where. */
export function PrivacySection() {
  const places = useAnswer('settings.get', {}).data?.places
  const path = (text: string) => <span className="code settings-path">{text}</span>
  return (
    <>
      <p>Firn sends nothing anywhere. There is no telemetry.</p>
      <p className="settings-note">
        {isDesktop()
          ? 'How the window looks, its keys and its open tabs are kept by this program.'
          : 'How the window looks, its keys and its open tabs are kept by this browser.'}{' '}
        Everything else that belongs to you, and not to a store, lies in these places, on the machine of the
        engine.
      </p>
      {places !== undefined && (
        <KeyValues
          facts={[
            ['Recent stores, history, scratch', path(places.stateFolder)],
            ['Limits', path(places.settings)],
            ['Log, without any data', path(places.log)],
          ]}
        />
      )}
    </>
  )
}
