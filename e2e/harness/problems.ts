import type { BrowserContext, Page } from '@playwright/test'

interface Violation {
  readonly directive: string
  readonly blocked: string
  readonly sample: string
  /** File and line of the script that did it. */
  readonly source: string
  readonly isKnown: boolean
}

/** What went wrong in a window without anybody noticing: errors of its scripts, and breaches of its policy. */
export interface Problems {
  /** Says that this test provokes problems of that kind. */
  tolerate(pattern: RegExp): void
  found(): Promise<readonly string[]>
}

/** Runs in the page, before its own scripts. */
function watchPolicy(): void {
  const violations: Violation[] = []
  Object.defineProperty(window, 'policyViolations', { value: violations })
  document.addEventListener('securitypolicyviolation', (event) => {
    const { target } = event
    violations.push({
      directive: event.effectiveDirective,
      blocked: event.blockedURI,
      sample: event.sample,
      source: `${event.sourceFile}:${event.lineNumber}:${event.columnNumber}`,
      // Chromium itself puts a style attribute into the lines of an editable text.
      isKnown:
        event.effectiveDirective === 'style-src-attr' &&
        target instanceof Element &&
        target.matches('.cm-line, .cm-line *'),
    })
  })
}

/**
 * The very style attribute that Chromium puts into an editable line, by the hash that its report names: where
 * the watch began too late for the event, the report alone has to tell it from any other style.
 */
const attributeOfLines = 'sha256-1Ojwd8ZEEBHmajDVDAxkQrbC5R1knrjBHp2Jd44Wk+g='

const aboutPolicy = /Content Security Policy|Trusted ?Types|TrustedHTML|TrustedScript/i

export async function watchProblems(context: BrowserContext): Promise<(page: Page) => Problems> {
  await context.addInitScript(watchPolicy)
  const texts: string[] = []
  const reports: string[] = []
  const watch = (page: Page) => {
    page.on('pageerror', (error) => texts.push(`script: ${error.stack || error.message || String(error)}`))
    page.on('console', (message) => {
      if (message.type() !== 'error' && message.type() !== 'warning') return
      const { url, lineNumber, columnNumber } = message.location()
      if (aboutPolicy.test(message.text()))
        reports.push(`policy: ${message.text()} (${url}:${lineNumber}:${columnNumber})`)
      else if (message.type() === 'error') texts.push(`console: ${message.text()} (${url})`)
    })
  }
  context.on('page', watch)
  for (const page of context.pages()) watch(page)

  return (page) => {
    const tolerated: RegExp[] = []
    return {
      tolerate: (pattern) => void tolerated.push(pattern),
      async found() {
        const violations = await page
          .evaluate(() => (window as unknown as { policyViolations?: Violation[] }).policyViolations)
          .catch(() => undefined)
        const seen = (violations ?? []).filter(({ isKnown }) => !isKnown)
        const policy = seen.map(
          ({ directive, blocked, sample, source }) =>
            `policy: ${directive} blocked ${blocked} ${sample} (${source})`,
        )
        // A report without an event came before the watch began; it counts too.
        const early =
          (violations ?? []).length === 0 ? reports.filter((text) => !text.includes(attributeOfLines)) : []
        return [...texts, ...policy, ...early].filter(
          (text) => !tolerated.some((pattern) => pattern.test(text)),
        )
      },
    }
  }
}
