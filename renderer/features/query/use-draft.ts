import { useCallback, useEffect, useRef, useState } from 'react'
import { changeTab, type Tab } from '../../workbench/tabs.ts'

/** Milliseconds of quiet after which typed SQL is kept in the tab, and with it in the browser. */
const quiet = 300

/** The SQL of a query tab, kept through reloads of the window. */
export function useDraft(tab: Tab<'query'>): readonly [sql: string, setSql: (sql: string) => void] {
  const [sql, setSql] = useState(tab.input.sql)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const latest = useRef(sql)
  const { id, title } = tab

  const keep = useCallback(() => {
    clearTimeout(timer.current)
    changeTab<'query'>(id, { input: { sql: latest.current }, title: titleOf(latest.current) ?? title })
  }, [id, title])
  useEffect(() => {
    window.addEventListener('pagehide', keep)
    return () => window.removeEventListener('pagehide', keep)
  }, [keep])
  const change = useCallback(
    (next: string) => {
      latest.current = next
      setSql(next)
      clearTimeout(timer.current)
      timer.current = setTimeout(keep, quiet)
    },
    [keep],
  )
  return [sql, change]
}

/** A script that begins with a comment is called by it: `-- client errors, slowest first` is "Client errors". */
export function titleOf(sql: string): string | undefined {
  const words = /^\s*--\s*([^\n,.:;]{3,})/.exec(sql)?.[1]?.trim().slice(0, 40)
  return words === undefined || words === '' ? undefined : words[0]?.toUpperCase() + words.slice(1)
}
