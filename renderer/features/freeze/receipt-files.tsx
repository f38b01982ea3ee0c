import { Copy } from 'lucide-react'
import type { Receipt } from '../../../shared/model/receipt.ts'
import { IconButton } from '../../components/button.tsx'
import { bytes } from '../../components/figures.ts'
import { copyText } from '../../components/toast/announcements.ts'

/** Where the files are; other tools read them from there. */
export function ReceiptFiles({ path, files }: Pick<Receipt, 'path' | 'files'>) {
  return (
    <ul className="receipt-files" aria-label="Files">
      <File name="folder" path={path} note="" />
      {files.map((file) => (
        <File
          key={`${file.split}:${file.path}`}
          name={file.split}
          path={file.path}
          note={bytes(file.bytes)}
          title={`${file.path}\nSHA-256 ${file.sha256}`}
        />
      ))}
    </ul>
  )
}

function File({
  name,
  path,
  note,
  title = path,
}: {
  name: string
  path: string
  note: string
  title?: string
}) {
  return (
    <li>
      <span className="ellipsis">{name}</span>
      <span className="code receipt-path" title={title}>
        {/* The end of a path tells more than its beginning. */}
        <bdi>{path}</bdi>
      </span>
      <span className="muted small">{note}</span>
      <IconButton label={`Copy path of ${name}`} onClick={() => void copyText(path, 'path')}>
        <Copy size={13} aria-hidden="true" />
      </IconButton>
    </li>
  )
}
