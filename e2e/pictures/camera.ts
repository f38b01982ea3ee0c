import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Page } from '@playwright/test'
import { expect } from '../harness/test.ts'

const gallery = fileURLToPath(new URL('../../test-results/gallery', import.meta.url))
const sizes = [
  { width: 1280, height: 800 },
  { width: 1920, height: 1080 },
  { width: 1024, height: 700 },
]

/** The sizes that one run takes; all of them take six pictures of every state. */
const wanted = sizes.filter(({ width }) =>
  (process.env['FIRN_GALLERY_WIDTHS'] ?? `${width}`).includes(`${width}`),
)

/**
 * Takes a state of the window at all sizes in both themes, to look at: `test-results/gallery/<name>-<width>-<theme>.png`.
 * Complains about what a machine can see: a window that scrolls, text cut off that no title gives in full, and
 * bars that scroll by a few pixels.
 */
export async function photograph(page: Page, name: string, { loading = false } = {}): Promise<void> {
  await mkdir(gallery, { recursive: true })
  const before = page.viewportSize()
  for (const size of wanted) {
    await page.setViewportSize(size)
    for (const theme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' })
      await expect(page.locator('html')).toHaveAttribute('data-theme', theme)
      if (!loading)
        await expect(page.locator('.skeleton:visible, .field-card-wait:visible')).toHaveCount(0, {
          timeout: 60_000,
        })
      await page.evaluate(drawn)
      await page.screenshot({ path: join(gallery, `${name}-${size.width}-${theme}.png`) })
    }
    expect.soft(await page.evaluate(faults), `${name}, ${size.width} wide`).toEqual([])
  }
  if (before !== null) await page.setViewportSize(before)
}

/** Runs in the page: waits until what a change of size or colour set going has come to rest. */
async function drawn(): Promise<void> {
  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve))
  await frame()
  await frame()
  await frame()
  await Promise.all(
    document
      .getAnimations()
      .filter((animation) => animation.effect?.getTiming().iterations !== Infinity)
      .map((animation) => animation.finished.catch(() => undefined)),
  )
}

/** Runs in the page. */
function faults(): string[] {
  const found: string[] = []
  const place = (element: Element) =>
    `${element.tagName.toLowerCase()}.${[...element.classList].join('.')} "${(element.textContent ?? '').slice(0, 40)}"`
  const root = document.documentElement
  const tooLarge = Math.max(root.scrollWidth - root.clientWidth, root.scrollHeight - root.clientHeight)
  if (tooLarge > 0) {
    const beyond = [...document.querySelectorAll('body *')].filter((element) => {
      const { right, bottom } = element.getBoundingClientRect()
      if (right <= root.clientWidth && bottom <= root.clientHeight) return false
      for (
        let above = element.parentElement;
        above !== null && above !== document.body;
        above = above.parentElement
      )
        if (getComputedStyle(above).overflow !== 'visible') return false
      return true
    })
    found.push(`the window is ${tooLarge} px too large: ${beyond.slice(0, 3).map(place).join(', ')}`)
  }
  for (const element of document.querySelectorAll<HTMLElement>('body *')) {
    if (element.closest('[inert], .visually-hidden, .cm-editor') !== null) continue
    if (!element.checkVisibility({ checkVisibilityCSS: true, checkOpacity: true })) continue
    const { overflowX, overflowY, textOverflow, position, clipPath } = getComputedStyle(element)
    if (position === 'absolute' && clipPath !== 'none') continue
    const beyond = {
      x: element.scrollWidth - element.clientWidth,
      y: element.scrollHeight - element.clientHeight,
    }
    const isCut = textOverflow === 'ellipsis' && overflowX !== 'visible' && beyond.x > 1
    // A grid's cell has an inspector, and the name of its column a menu.
    const tells =
      element.closest('[title], [role=gridcell], [role=columnheader]') ?? element.querySelector('[title]')
    if (isCut && tells === null) found.push(`cut without a title: ${place(element)}`)
    const scrolls = (how: string, by: number) => /auto|scroll/.test(how) && by > 1 && by < 6
    if (scrolls(overflowX, beyond.x)) found.push(`scrolls sideways by ${beyond.x} px: ${place(element)}`)
    if (scrolls(overflowY, beyond.y)) found.push(`scrolls by ${beyond.y} px: ${place(element)}`)
  }
  return [...new Set(found)]
}
