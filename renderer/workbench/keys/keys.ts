import { useEffect } from 'react'
import type { Command } from '../feature.ts'

export const isMac = navigator.platform.startsWith('Mac')

/** Whether a key press is the one a command is written with, for example `Mod+Shift+K` or `F1`. */
export function matchesKey(
  event: Pick<KeyboardEvent, 'key' | 'code' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>,
  key: string,
  mac = isMac,
): boolean {
  const parts = key.split('+')
  const last = parts.at(-1) ?? ''
  const has = (name: string) => parts.includes(name)
  const mod = mac ? event.metaKey : event.ctrlKey
  // On many keyboards plus is a shifted key, on others a key of its own.
  const isPlus = last === '=' && event.key === '+'
  // With Alt held, a Mac's keyboard gives other letters; the key's place does not change.
  const letter =
    isPlus ||
    event.key.toLowerCase() === last.toLowerCase() ||
    (event.altKey && event.code === `Key${last.toUpperCase()}`)
  const shift = isPlus || event.shiftKey === has('Shift')
  return letter && mod === has('Mod') && event.altKey === has('Alt') && shift
}

/**
 * The key of a press, as commands are written with it; undefined for one that no command can have: modifiers
 * alone, arrows and what else moves or types, and letters that the desktop's menu cannot show.
 */
export function pressedKey(
  event: Pick<KeyboardEvent, 'key' | 'code' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>,
  mac = isMac,
): string | undefined {
  // With Alt held, a Mac's keyboard gives other letters.
  const placed = event.altKey ? /^Key([A-Z])$/.exec(event.code)?.[1] : undefined
  const isPlus = event.key === '+'
  const last = placed ?? (isPlus ? '=' : event.key.length === 1 ? event.key.toUpperCase() : event.key)
  if (!/^([!-~]|F([1-9]|1\d|2[0-4])|PageUp|PageDown)$/.test(last)) return undefined
  // Of Ctrl and Cmd only one is the Mod key of a system.
  if (mac ? event.ctrlKey : event.metaKey) return undefined
  return [
    ...((mac ? event.metaKey : event.ctrlKey) ? ['Mod'] : []),
    ...(event.altKey ? ['Alt'] : []),
    ...(event.shiftKey && !isPlus ? ['Shift'] : []),
    last,
  ].join('+')
}

/** A key as people of this system write it. */
export function shownKey(key: string): string {
  return key
    .replace('Mod', isMac ? '⌘' : 'Ctrl')
    .replace('Alt', isMac ? '⌥' : 'Alt')
    .replace('Enter', '↵')
    .replaceAll('+', ' ')
}

/** Runs commands by their keys, wherever the focus is. */
export function useCommandKeys(commands: readonly Command[]): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented) return
      const command = commands.find(
        ({ key, when }) => key !== undefined && matchesKey(event, key) && (when?.() ?? true),
      )
      if (command === undefined) return
      event.preventDefault()
      command.run()
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [commands])
}
