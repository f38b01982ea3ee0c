import { expect, type Locator } from '@playwright/test'
import type { App } from '../harness/app.ts'

/** More stops than any way in the tests has; a longer way is none that people would go. */
const farthest = 40

/** The live region of the window. */
export function announced({ page }: App): Locator {
  return page.getByRole('status', { name: 'Announcements' })
}

export async function pressAll({ page }: App, keys: readonly string[]): Promise<void> {
  for (const key of keys) await page.keyboard.press(key)
}

/** Presses Tab until the focus is there; each stop on the way must be seen. */
export async function goTo(app: App, target: Locator, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
  await target.first().waitFor()
  const focused = target.and(app.page.locator(':focus'))
  for (let stop = 0; stop < farthest; stop += 1) {
    if ((await focused.count()) > 0) return
    await app.page.keyboard.press(key)
    expect(await app.page.evaluate(unseenFocus), 'the focus is not to be seen').toBeUndefined()
  }
  throw new Error(`${farthest} times ${key} do not lead to ${String(target)}`)
}

/** The focus is on the target or inside it, and to be seen. */
export async function expectFocus(app: App, target: Locator): Promise<void> {
  const own = target.and(app.page.locator(':focus'))
  const inside = target.locator(':focus')
  await expect(own.or(inside).first()).toBeAttached()
  expect(await app.page.evaluate(unseenFocus), 'the focus is not to be seen').toBeUndefined()
}

/**
 * Describes the element with the focus when nothing shows that it has it; runs in the page. An outline, a shadow,
 * a ground or a border that goes with the focus shows it, of the element or of what it stands in or holds: a cell
 * of a grid that names its active one, the line around an editor. A caret shows it in a field of text.
 */
async function unseenFocus(): Promise<string | undefined> {
  const element = document.activeElement
  if (!(element instanceof HTMLElement) || element === document.body) return 'no element has the focus'
  const name = `${element.tagName} ${element.className} ${element.getAttribute('aria-label') ?? element.textContent.slice(0, 40)}`
  const box = element.getBoundingClientRect()
  if (box.width === 0 || box.height === 0) return `${name} has no size`
  if (box.right <= 0 || box.bottom <= 0 || box.left >= innerWidth || box.top >= innerHeight)
    return `${name} is out of sight`
  if (element.isContentEditable || element.matches('input:not([type=checkbox]), textarea')) return undefined
  const active = document.getElementById(element.getAttribute('aria-activedescendant') ?? '')
  const look = (one: Element) => {
    const { outline, boxShadow, backgroundColor, borderColor } = getComputedStyle(one)
    return [outline, boxShadow, backgroundColor, borderColor].join()
  }
  const parts = [element, ...(active === null ? [] : [active])]
  const withFocus = parts.map(look)
  element.blur()
  // Some mark the focus by an attribute, which follows.
  await new Promise((resolve) => setTimeout(resolve))
  const without = parts.map(look)
  element.focus()
  const isSeen = withFocus.some((one, position) => one !== without[position])
  return isSeen ? undefined : name
}
