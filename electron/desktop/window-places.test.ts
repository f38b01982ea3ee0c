import { expect, test } from 'vitest'
import { arrangementOf, besidePlace, firstPlace, onScreen, type Screen, withPlace } from './window-places.ts'

const screenAt = (x: number, y: number, width: number, height: number, bar = 0): Screen => ({
  bounds: { x, y, width, height },
  workArea: { x, y: y + bar, width, height: height - bar },
})
const laptop = screenAt(0, 0, 1440, 900, 25)
const beamer = screenAt(1440, 0, 1920, 1080)

test('an arrangement has the same name in whatever order its screens are told', () => {
  expect(arrangementOf([laptop, beamer])).toBe(arrangementOf([beamer, laptop]))
  expect(arrangementOf([laptop])).not.toBe(arrangementOf([laptop, beamer]))
})

test('a window stays where it was while it can be taken hold of', () => {
  const place = { x: 1500, y: 10, width: 1000, height: 700 }
  expect(onScreen(place, [laptop, beamer])).toEqual(place)
  // Half of it beyond the edge is how people leave windows.
  const half = { x: 900, y: 100, width: 1000, height: 700 }
  expect(onScreen(half, [laptop])).toEqual(half)
})

test('a window of a screen that is gone comes to the first one, no larger than it', () => {
  const place = { x: 1500, y: 10, width: 1800, height: 1000, filling: 'maximized' as const }
  expect(onScreen(place, [laptop])).toEqual({ x: 0, y: 25, width: 1440, height: 875, filling: 'maximized' })
})

test('an upper edge that is out of sight is brought back', () => {
  for (const lost of [
    { x: 100, y: -300, width: 900, height: 600 },
    { x: 100, y: 890, width: 900, height: 600 },
    { x: -850, y: 100, width: 900, height: 600 },
    { x: 1400, y: 100, width: 900, height: 600 },
  ]) {
    expect(onScreen(lost, [laptop])).toEqual({ x: 270, y: 163, width: 900, height: 600 })
  }
})

test('a further window lies beside the one before it', () => {
  const first = firstPlace([laptop])
  expect(first).toEqual({ x: 40, y: 33, width: 1360, height: 860 })
  const second = besidePlace({ ...first, filling: 'maximized' }, [laptop])
  expect(second).toEqual({ x: 68, y: 61, width: 1360, height: 860 })
})

test('only the arrangements of late are remembered', () => {
  const place = { x: 0, y: 0, width: 900, height: 600 }
  let places = {}
  for (let each = 0; each < 20; each += 1) places = withPlace(places, `screens ${each}`, place)
  expect(Object.keys(places)).toHaveLength(8)
  expect(Object.keys(places)[0]).toBe('screens 19')
})
