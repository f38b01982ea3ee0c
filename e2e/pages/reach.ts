/**
 * Describes every control that somebody cannot get at by scrolling, and a page that scrolls sideways; runs in the
 * page. A control is in reach when a click in its middle, once it was scrolled into view, hits it, a part of it or
 * its label, and nothing had to be scrolled that only a program can scroll. Left out is what the page itself takes
 * away, because a dialog is open or a tab is not in front.
 */
export function outOfReach(): string[] {
  const root = document.documentElement
  const faults: string[] = []
  if (root.scrollWidth > root.clientWidth) faults.push(`the page is ${root.scrollWidth} wide`)
  const scope = [...document.querySelectorAll('[role=dialog], [role=menu]')].at(-1) ?? document.body
  const controls = scope.querySelectorAll<HTMLElement>(
    'a[href], button, input, select, textarea, summary, [role=option], [role=menuitem], [contenteditable=true], [tabindex="0"]',
  )
  for (const control of controls) {
    if (control.matches(':disabled, .visually-hidden, [aria-hidden=true]')) continue
    if (control.closest('[inert], [aria-hidden=true], [data-radix-focus-guard]') !== null) continue
    if (!control.checkVisibility({ checkVisibilityCSS: true, checkOpacity: true })) continue
    // Rows of a grid that are drawn beyond its edge come by its own keys.
    if (control.matches('[role=grid] :is([role=row], [role=row] *), .ag-tab-guard')) continue
    const around = ancestors(control)
    const before = around.map((one) => ({ one, left: one.scrollLeft, top: one.scrollTop }))
    control.scrollIntoView({ block: 'nearest', inline: 'nearest' })
    // A link over two lines has a middle that is not its own.
    const { left, top, width, height } = control.getClientRects()[0] ?? control.getBoundingClientRect()
    const hit = document.elementFromPoint(left + width / 2, top + height / 2)
    const isHit = hit !== null && (control.contains(hit) || hit.closest('label')?.contains(control) === true)
    const forced = around.find((one) => {
      const { overflowX, overflowY } = getComputedStyle(one)
      return (overflowX === 'hidden' && one.scrollLeft > 0) || (overflowY === 'hidden' && one.scrollTop > 0)
    })
    if (!isHit || forced !== undefined) {
      const name = control.getAttribute('aria-label') ?? control.textContent.trim().slice(0, 40)
      const place = `${Math.round(left)},${Math.round(top)} ${Math.round(width)}x${Math.round(height)}`
      const over = hit === null ? 'out of the window' : `under ${hit.tagName}.${hit.className}`
      faults.push(
        `${control.tagName} “${name}” at ${place} is ${isHit ? `cut off by ${forced?.className}` : over}`,
      )
    }
    for (const { one, ...place } of before) one.scrollTo(place)
  }
  return faults

  function ancestors(control: HTMLElement): HTMLElement[] {
    const all: HTMLElement[] = []
    for (let one = control.parentElement; one !== null; one = one.parentElement) all.push(one)
    return all
  }
}
