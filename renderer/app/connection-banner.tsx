import { useClient, useConnectionState } from '../client/client.tsx'
import { Button } from '../components/button.tsx'
import { Banner } from '../components/states.tsx'

/** What becomes of a connection that something happened to; the other states say themselves what helps. */
const whatNow = {
  connecting: 'Connecting…',
  open: '',
  lost: 'Connecting again…',
  refused: '',
  stopped: '',
} as const

/** Says what became of a process of the program: what happened, what is lost, what can be done. */
export function ConnectionBanner() {
  const { state, notice, silent = false } = useConnectionState()
  const client = useClient()
  const ask = (title: string) => <Button onClick={() => void client.askForEngine()}>{title}</Button>
  if (silent)
    return (
      <Banner>
        <span>
          The engine has not answered for some seconds: it is busy or stuck. Wait, or start a new one; results
          and jobs are lost then, tabs and what you typed are not.
        </span>
        {ask('Start a new engine')}
      </Banner>
    )
  if (notice === undefined) return null
  return (
    <Banner>
      <span>
        {notice} {whatNow[state]}
      </span>
      {state === 'connecting' && ask('Start a new engine')}
      {state === 'stopped' && ask('Try again')}
      {state === 'open' && (
        <Button look="ghost" onClick={() => client.dismissNotice()}>
          Dismiss
        </Button>
      )}
    </Banner>
  )
}
