import { useEffect, useRef } from 'react'
import { useEvent } from '../../client/client.tsx'
import { useAnswer } from '../../client/use-answer.ts'
import { counted } from '../../components/figures.ts'
import { toast } from '../../components/toast/announcements.ts'
import { useSession } from '../../workbench/session.ts'
import { useTabs } from '../../workbench/tabs.ts'
import { openIntegrity } from './open-integrity.ts'

/** Says that something is wrong with the store to those who do not look at its integrity. Draws nothing. */
export function IntegrityNotice() {
  const store = useSession((state) => state.store)
  const { data, reload } = useAnswer('integrity.state', store === undefined ? undefined : {})
  useEvent('integrity', reload)
  const said = useRef(0)
  // A history that went back is said where the datasets are listed.
  const wrong = data?.findings.filter(({ kind }) => kind !== 'log-went-back').length ?? 0
  useEffect(() => {
    if (wrong > said.current && !isInFront())
      toast('bad', `${counted(wrong, 'finding')} in this store: something of it is lost or damaged`, {
        title: 'Show',
        run: openIntegrity,
      })
    said.current = wrong
  }, [wrong])
  return null
}

function isInFront(): boolean {
  const { tabs, activeId } = useTabs.getState()
  return tabs.some(({ id, kind }) => id === activeId && kind === 'integrity')
}
