import type { Locator } from '@playwright/test'

/** Which of the texts stand nowhere in an element, letter by letter: not as its text, its titles or its labels. */
export async function missingIn(element: Locator, texts: readonly string[]): Promise<readonly string[]> {
  const shown = await element.evaluate((root) => {
    const parts = [root.textContent ?? '']
    for (const inner of [root, ...root.querySelectorAll('[title], [aria-label], input, textarea')]) {
      for (const name of ['title', 'aria-label']) parts.push(inner.getAttribute(name) ?? '')
      if (inner instanceof HTMLInputElement || inner instanceof HTMLTextAreaElement) parts.push(inner.value)
    }
    return parts.join('\n\0\n')
  })
  return texts.filter((text) => !shown.includes(text))
}
