import { useCallback, useEffect, useRef, useState } from 'react'
import { changeTab, type Tab } from '../../workbench/tabs.ts'
import { type AggregateDraft, draftOf } from './draft.ts'

/** Milliseconds of quiet after which a draft is kept in the tab, and with it in the browser. */
const quiet = 300

/** The draft of a tab, kept through reloads of the window. */
export function useAggregateDraft(
  tab: Tab<'aggregate'>,
): readonly [AggregateDraft, (change: (draft: AggregateDraft) => AggregateDraft) => void] {
  const { id, input } = tab
  const [draft, setDraft] = useState(() => input.draft ?? draftOf(input.sql ?? '', input.parameters))
  const latest = useRef(draft)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)

  const keep = useCallback(() => {
    clearTimeout(timer.current)
    const { dataset } = latest.current
    changeTab<'aggregate'>(id, {
      input: { draft: latest.current },
      title: dataset === '' ? 'Aggregation' : `Recipe of ${dataset}`,
    })
  }, [id])
  useEffect(() => {
    window.addEventListener('pagehide', keep)
    return () => window.removeEventListener('pagehide', keep)
  }, [keep])

  const change = useCallback(
    (how: (draft: AggregateDraft) => AggregateDraft) => {
      latest.current = how(latest.current)
      setDraft(latest.current)
      clearTimeout(timer.current)
      timer.current = setTimeout(keep, quiet)
    },
    [keep],
  )
  return [draft, change]
}
