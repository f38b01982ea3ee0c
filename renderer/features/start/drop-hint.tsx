import { FolderOpen } from 'lucide-react'
import { isDesktop } from '../../client/host.ts'
import { Button } from '../../components/button.tsx'
import { choose } from '../../workbench/choosing.ts'

/** Says that files can be dropped, and offers the dialog to those who rather choose. */
export function DropHint() {
  return (
    <div className="drop-hint">
      <FolderOpen size={20} aria-hidden="true" />
      <div>
        <b>Drop files or a folder here</b>
        <p className="secondary small">
          CSV, TSV, JSON, Parquet, Arrow and text logs, also gzipped. They are only read, never changed.
        </p>
      </div>
      {isDesktop() && <Button onClick={() => choose('files')}>Choose files…</Button>}
      <Button look="primary" onClick={() => choose('sources')}>
        Open a folder of data…
      </Button>
    </div>
  )
}
