import { Fragment, type ReactNode, useEffect, useRef, useState } from 'react'
import { Group, type Layout, Panel, Separator, useGroupRef } from 'react-resizable-panels'
import '../styles/split.css'

export interface SplitPart {
  readonly id: string
  readonly content: ReactNode
  /** In pixels. A part without a size takes what is left. */
  readonly size?: number
  readonly min?: number
  readonly max?: number
}

/**
 * Panes with lines between them that can be dragged or moved by arrow keys; `name` remembers where they were.
 * Parts may come and go: the others keep their content.
 */
export function Split({
  name,
  direction,
  parts,
}: {
  name: string
  direction: 'horizontal' | 'vertical'
  parts: readonly SplitPart[]
}) {
  const key = `firn:split:${name}:${parts.map(({ id }) => id).join('+')}`
  const group = useGroupRef()
  const [first] = useState(() => ({ key, layout: readLayout(key) }))
  const applied = useRef(first.key)
  useEffect(() => {
    if (applied.current === key) return
    applied.current = key
    const saved = readLayout(key)
    if (saved !== undefined) group.current?.setLayout(saved)
  }, [key, group])
  return (
    <Group
      groupRef={group}
      orientation={direction}
      {...(first.layout === undefined ? {} : { defaultLayout: first.layout })}
      onLayoutChanged={(layout, { isUserInteraction }) => {
        if (isUserInteraction) localStorage.setItem(key, JSON.stringify(layout))
      }}
    >
      {parts.map(({ id, content, size, min, max }, position) => (
        <Fragment key={id}>
          {position > 0 && <Separator className="split-line" aria-label={`Resize ${id}`} />}
          <Panel
            id={id}
            {...(size === undefined
              ? {}
              : { defaultSize: size, groupResizeBehavior: 'preserve-pixel-size' as const })}
            minSize={min ?? 120}
            {...(max === undefined ? {} : { maxSize: max })}
            style={{ overflow: 'clip', display: 'flex', flexDirection: 'column' }}
          >
            {content}
          </Panel>
        </Fragment>
      ))}
    </Group>
  )
}

function readLayout(key: string): Layout | undefined {
  try {
    const text = localStorage.getItem(key)
    return text === null ? undefined : (JSON.parse(text) as Layout)
  } catch {
    return undefined
  }
}
