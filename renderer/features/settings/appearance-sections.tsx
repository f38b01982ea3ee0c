import { Checkbox } from '../../components/field.tsx'
import { valueText } from '../../components/result-grid/value-text.ts'
import { Segmented } from '../../components/segmented.tsx'
import {
  setTextSize,
  setTheme,
  setValueFormat,
  type TextSize,
  type Theme,
  usePreferences,
} from '../../workbench/preferences.ts'
import { Setting } from './setting.tsx'

const themes: readonly { readonly value: Theme; readonly title: string }[] = [
  { value: 'system', title: 'System' },
  { value: 'light', title: 'Light' },
  { value: 'dark', title: 'Dark' },
]

const sizes: readonly { readonly value: TextSize; readonly title: string }[] = [
  { value: 'small', title: 'Small' },
  { value: 'normal', title: 'Normal' },
  { value: 'large', title: 'Large' },
]

const orders: readonly { readonly value: 'iso' | 'local'; readonly title: string }[] = [
  { value: 'iso', title: 'ISO' },
  { value: 'local', title: 'As on this machine' },
]

export function AppearanceSection() {
  const theme = usePreferences((state) => state.theme)
  const textSize = usePreferences((state) => state.textSize)
  return (
    <>
      <Setting title="Theme">
        <Segmented label="Theme" options={themes} value={theme} onChoose={setTheme} />
      </Setting>
      <Setting
        title="Font size"
        hint="Rows are as high as their text needs. Grids that are open keep their column widths."
      >
        <Segmented label="Font size" options={sizes} value={textSize} onChoose={setTextSize} />
      </Setting>
    </>
  )
}

export function FormatSection() {
  const thousands = usePreferences((state) => state.thousands)
  const dates = usePreferences((state) => state.dates)
  return (
    <>
      <Setting title="Numbers" hint={<Sample text={valueText('1234567.89', 'decimal')} />}>
        <Checkbox checked={thousands} onCheck={(now) => setValueFormat({ thousands: now })}>
          Separate thousands
        </Checkbox>
      </Setting>
      <Setting title="Dates" hint={<Sample text={valueText('2026-01-05 09:12:00.25', 'time')} />}>
        <Segmented
          label="Dates"
          options={orders}
          value={dates}
          onChoose={(now) => setValueFormat({ dates: now })}
        />
      </Setting>
      <p className="settings-note">
        This is how values are shown. What you copy, export or query is exact in any case.
      </p>
    </>
  )
}

function Sample({ text }: { text: string }) {
  return (
    <>
      For example <span className="number">{text}</span>
    </>
  )
}
