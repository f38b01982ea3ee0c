import { useState } from 'react'
import type { LoadingSnippet } from '../../../shared/model/receipt.ts'
import { Button } from '../../components/button.tsx'
import { ScrolledText } from '../../components/scrolled-text.tsx'
import { SectionTabs } from '../../components/section-tabs.tsx'
import { copyText } from '../../components/toast/announcements.ts'

/** How to load the splits in one tool after another. */
export function LoadingSnippets({ snippets }: { snippets: readonly LoadingSnippet[] }) {
  const [tool, setTool] = useState<string>(snippets[0]?.tool ?? '')
  const shown = snippets.find((one) => one.tool === tool) ?? snippets[0]
  if (shown === undefined) return <p className="muted small">Read the Parquet files with any tool</p>
  return (
    <div className="loading-snippets">
      <SectionTabs
        label="Tool"
        sections={snippets.map((one) => ({ id: one.tool, title: one.tool }))}
        value={shown.tool}
        onChoose={setTool}
      />
      <ScrolledText label={`Load it in ${shown.tool}`}>{shown.text}</ScrolledText>
      <Button onClick={() => void copyText(shown.text, `${shown.tool} code`)}>Copy</Button>
    </div>
  )
}
