import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createRowPages, type LoadedPage, pageRows } from './row-pages.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

function served(total: number) {
  const asked: number[] = []
  const load = (from: number, count: number): Promise<LoadedPage> => {
    asked.push(from)
    const rows = Array.from({ length: Math.max(0, Math.min(count, total - from)) }, (_, at) => ({
      kind: 'same' as const,
      a: [from + at],
      b: [from + at],
      changed: [],
    }))
    return Promise.resolve({ total, rows })
  }
  return { asked, load }
}

test('the first page is fetched at once, later ones where someone looks', async () => {
  const { asked, load } = served(1_000_000)
  const pages = createRowPages(load)
  const heard = vi.fn<() => void>()
  pages.subscribe(heard)
  const stop = pages.start()
  await vi.runAllTimersAsync()
  expect(pages.total).toBe(1_000_000)
  expect(pages.row(199)?.a).toEqual([199])
  pages.want(500_000, 500_030)
  await vi.runAllTimersAsync()
  expect(pages.row(500_010)?.a).toEqual([500_010])
  expect(asked).toEqual([0, 500_000])
  expect(heard).toHaveBeenCalledTimes(2)
  stop()
})

test('rows that rush by are not fetched', async () => {
  const { asked, load } = served(1_000_000)
  const pages = createRowPages(load)
  pages.start()
  await vi.runAllTimersAsync()
  for (let at = 0; at < 800_000; at += 10_000) pages.want(at, at + 30)
  await vi.runAllTimersAsync()
  expect(asked).toEqual([0, 790_000])
})

test('a failure stops the fetching until it is tried again', async () => {
  let broken = true
  const { load } = served(1000)
  const pages = createRowPages((from, count) =>
    broken ? Promise.reject(new Error('gone')) : load(from, count),
  )
  pages.start()
  await vi.runAllTimersAsync()
  expect(pages.failure?.message).toBe('gone')
  broken = false
  pages.retry()
  await vi.runAllTimersAsync()
  expect(pages.failure).toBeUndefined()
  expect(pages.row(0)?.a).toEqual([0])
})

test('rows are read across pages, for the clipboard', async () => {
  const { load } = served(450)
  const pages = createRowPages(load)
  pages.start()
  await vi.runAllTimersAsync()
  const rows = await pages.read(pageRows - 5, 300)
  expect(rows.map((row) => row.a?.[0])).toEqual(Array.from({ length: 255 }, (_, at) => pageRows - 5 + at))
})
