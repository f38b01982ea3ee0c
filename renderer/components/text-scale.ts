/** Body text in pixels at its normal size, which widths of characters were measured at. */
const normalText = 13

/** How much larger than usual text is on this page; columns are made so much wider. */
export function textScale(): number {
  if (typeof document === 'undefined') return 1
  const shown = parseFloat(getComputedStyle(document.documentElement).getPropertyValue('--text-m'))
  return Number.isNaN(shown) ? 1 : shown / normalText
}
