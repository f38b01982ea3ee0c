/** A rectangle of the desktop, in the system's points. */
export interface Rectangle {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** Where a window was, and how it filled the screen. */
export interface Place extends Rectangle {
  readonly filling?: 'maximized' | 'full-screen' | undefined
}

/** Places of one window, by the arrangement of screens that they were seen in. */
export type Places = { readonly [arrangement: string]: Place }

export interface Screen {
  readonly bounds: Rectangle
  /** Without docks and bars. */
  readonly workArea: Rectangle
}

export const usualSize = { width: 1360, height: 860 }
/** What the window's own layout needs. */
export const leastSize = { width: 800, height: 560 }
/** How much of a window's upper edge must be in sight, so that it can be taken hold of. */
const handle = { width: 120, height: 40 }
/** How far a further window lies from the one before it. */
const step = 28
/** Arrangements remembered for a window: the desk, the train, the meeting room. */
const arrangementsKept = 8

/** Names an arrangement of screens: the same screens at the same places have the same name. */
export function arrangementOf(screens: readonly Screen[]): string {
  return screens
    .map(({ bounds: { x, y, width, height } }) => `${width}x${height}+${x}+${y}`)
    .sort()
    .join(' ')
}

/** The place that a window had in this arrangement is remembered beside those of other ones. */
export function withPlace(places: Places, arrangement: string, place: Place): Places {
  const others = Object.entries(places).filter(([name]) => name !== arrangement)
  return Object.fromEntries([[arrangement, place], ...others].slice(0, arrangementsKept))
}

/**
 * A place on one of the screens: no larger than it, and with its upper edge in sight. The first screen is where
 * windows go that were on none of them.
 */
export function onScreen(place: Place, screens: readonly Screen[]): Place {
  const [first] = screens
  if (first === undefined) return place
  const best = screens.reduce((found, screen) =>
    overlap(place, screen.workArea) > overlap(place, found.workArea) ? screen : found,
  )
  const area = (canBeTaken(place, best.workArea) ? best : first).workArea
  const width = Math.min(place.width, area.width)
  const height = Math.min(place.height, area.height)
  if (canBeTaken(place, area)) return { ...place, width, height }
  return { ...place, width, height, ...centred({ width, height }, area) }
}

/** A first place: the usual size in the middle of the first screen. */
export function firstPlace(screens: readonly Screen[]): Place {
  const area = screens[0]?.workArea ?? { x: 0, y: 0, ...usualSize }
  return onScreen({ ...usualSize, ...centred(usualSize, area) }, screens)
}

/** The place beside another window, so that neither hides the other. */
export function besidePlace(other: Place, screens: readonly Screen[]): Place {
  const { x, y, width, height } = other
  return onScreen({ x: x + step, y: y + step, width, height }, screens)
}

function centred(size: { width: number; height: number }, area: Rectangle): { x: number; y: number } {
  return {
    x: Math.round(area.x + Math.max(0, area.width - size.width) / 2),
    y: Math.round(area.y + Math.max(0, area.height - size.height) / 2),
  }
}

function canBeTaken({ x, y, width }: Rectangle, area: Rectangle): boolean {
  const inSight = Math.min(x + width, area.x + area.width) - Math.max(x, area.x)
  return inSight >= handle.width && y >= area.y && y <= area.y + area.height - handle.height
}

function overlap(one: Rectangle, other: Rectangle): number {
  const width = Math.min(one.x + one.width, other.x + other.width) - Math.max(one.x, other.x)
  const height = Math.min(one.y + one.height, other.y + other.height) - Math.max(one.y, other.y)
  return Math.max(0, width) * Math.max(0, height)
}
