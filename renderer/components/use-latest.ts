import { type RefObject, useLayoutEffect, useRef } from 'react'

/** The newest value, for listeners and timers that live longer than one drawing. */
export function useLatest<Value>(value: Value): RefObject<Value> {
  const latest = useRef(value)
  useLayoutEffect(() => {
    latest.current = value
  })
  return latest
}
