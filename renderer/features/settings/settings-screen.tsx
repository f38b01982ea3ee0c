import { type ComponentType, useId, useRef } from 'react'
import { BackgroundSwitch } from '../../workbench/background-switch.tsx'
import { AppearanceSection, FormatSection } from './appearance-sections.tsx'
import { KeysSection } from './keys-section.tsx'
import { LimitsSection } from './limits-section.tsx'
import { PrivacySection } from './privacy-section.tsx'
import './settings.css'

const sections: readonly { readonly id: string; readonly title: string; readonly content: ComponentType }[] =
  [
    { id: 'appearance', title: 'Appearance', content: AppearanceSection },
    { id: 'format', title: 'Numbers and dates', content: FormatSection },
    { id: 'limits', title: 'Limits', content: LimitsSection },
    { id: 'checks', title: 'Checks', content: ChecksSection },
    { id: 'keys', title: 'Keys', content: KeysSection },
    { id: 'privacy', title: 'Privacy', content: PrivacySection },
  ]

function ChecksSection() {
  return (
    <>
      <BackgroundSwitch />
      <p className="settings-note">
        A disk can change what lies on it without saying so. In small portions every object of an open store
        is read again within a week; what is found stands in “Integrity of the store”. It holds at once, in
        all windows.
      </p>
    </>
  )
}

/** Pixels above a section that was asked for. */
const spaceAbove = 16

/** All settings on one page; what is changed holds at once. */
export function SettingsScreen() {
  const id = useId()
  const page = useRef<HTMLDivElement>(null)
  const show = (section: string) => {
    const heading = document.getElementById(`${id}-${section}`)
    if (heading === null || page.current === null) return
    // Only the page: asked to come into view, a heading would move the whole window.
    page.current.scrollTop = heading.offsetTop - spaceAbove
    heading.focus({ preventScroll: true })
  }
  return (
    <div className="settings">
      <nav className="settings-nav" aria-label="Settings">
        {sections.map(({ id: section, title }) => (
          <button key={section} type="button" onClick={() => show(section)}>
            {title}
          </button>
        ))}
      </nav>
      <div ref={page} className="settings-page scroll">
        <header className="settings-head">
          <h1>Settings</h1>
          <p className="secondary">Of this machine, whatever store is open. Changes hold at once.</p>
        </header>
        {sections.map(({ id: section, title, content: Content }) => (
          <section key={section} aria-labelledby={`${id}-${section}`}>
            <h2 id={`${id}-${section}`} tabIndex={-1}>
              {title}
            </h2>
            <Content />
          </section>
        ))}
      </div>
    </div>
  )
}
