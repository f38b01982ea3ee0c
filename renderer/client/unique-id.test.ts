import { expect, it, vi } from 'vitest'
import { uniqueId } from './unique-id.ts'

it('needs nothing that a page from another machine lacks', () => {
  const { crypto } = globalThis
  const fill = (bytes: Uint8Array<ArrayBuffer>) => crypto.getRandomValues(bytes)
  vi.stubGlobal('crypto', { getRandomValues: fill })
  const ids = new Set(Array.from({ length: 100 }, uniqueId))
  vi.unstubAllGlobals()
  expect(ids.size).toBe(100)
  for (const id of ids) expect(id).toMatch(/^[\da-f]{32}$/)
})
