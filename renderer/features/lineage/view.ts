/** What part of the drawing is seen: its upper left corner in the window, and its scale. */
export interface View {
  readonly x: number
  readonly y: number
  readonly scale: number
}

export interface Size {
  readonly width: number
  readonly height: number
}

export interface Box extends Size {
  readonly x: number
  readonly y: number
}

export const smallestScale = 0.2
export const largestScale = 2
/** Below this, names cannot be read; a drawing that does not fit begins here and is moved. */
const readable = 0.7
const margin = 28

/** Another scale with the point under the pointer staying where it is. */
export function zoomed(view: View, factor: number, at: { readonly x: number; readonly y: number }): View {
  const scale = Math.min(largestScale, Math.max(smallestScale, view.scale * factor))
  const ratio = scale / view.scale
  return { scale, x: at.x - (at.x - view.x) * ratio, y: at.y - (at.y - view.y) * ratio }
}

/** All of the drawing, as large as 100 % at most; what is too large begins at its upper left, and readable. */
export function fitted(drawing: Size, window: Size, smallest = readable): View {
  const room = { width: window.width - 2 * margin, height: window.height - 2 * margin }
  const needed = Math.min(
    1,
    room.width / Math.max(1, drawing.width),
    room.height / Math.max(1, drawing.height),
  )
  const scale = Math.max(smallest, needed)
  const start = (all: number, inside: number) => Math.max(margin, (all - inside * scale) / 2)
  return {
    scale,
    x: start(window.width, drawing.width),
    y: Math.min(72, start(window.height, drawing.height)),
  }
}

/** The smallest move that brings a box of the drawing into the window. */
export function revealing(view: View, box: Box, window: Size): View {
  const shift = (start: number, length: number, all: number) => {
    if (start < margin) return margin - start
    const over = start + length - (all - margin)
    return over > 0 ? -Math.min(over, start - margin) : 0
  }
  return {
    ...view,
    x: view.x + shift(view.x + box.x * view.scale, box.width * view.scale, window.width),
    y: view.y + shift(view.y + box.y * view.scale, box.height * view.scale, window.height),
  }
}
