import type { ReactNode } from 'react'
import type { LoadingSnippet, Receipt } from '../../../shared/model/receipt.ts'
import { Badge } from '../../components/badge.tsx'
import { Button } from '../../components/button.tsx'
import { counted } from '../../components/figures.ts'
import { SqlQuote } from '../../components/side-panel.tsx'
import { KeyValues } from '../../components/states.tsx'
import { copyText } from '../../components/toast/announcements.ts'
import { openDataset } from '../../workbench/open.ts'
import { RebuildVerdict } from '../../workbench/rebuild/rebuild-verdict.tsx'
import { useRebuild } from '../../workbench/rebuild/use-rebuild.ts'
import { CheckList, checkSummary } from './check-list.tsx'
import { Holdings } from './holdings.tsx'
import { LoadingSnippets } from './loading-snippets.tsx'
import { ReceiptFiles } from './receipt-files.tsx'
import { receiptText } from './receipt-text.ts'

/** More classes than this are counted, not listed. */
const mostClasses = 6

/** What is in a training set, that it can be proved, and how to load it. */
export function ReceiptView({
  reference,
  receipt,
  snippets,
}: {
  reference: string
  receipt: Receipt
  snippets: readonly LoadingSnippet[]
}) {
  const rebuild = useRebuild(reference)
  const { splits, rows, files, checks, sql } = receipt
  return (
    <div className="receipt">
      <div className="receipt-main">
        <div className="freeze-heading">
          <h3>What it holds</h3>
          <span className="muted small">
            all {counted(rows.kept, 'row')} of {reference}
          </span>
        </div>
        <Holdings label="Rows by split" splits={splits} mostClasses={mostClasses} total />
        <p className="muted small freeze-note">{ruleSentence(receipt)}</p>
        <div className="freeze-heading">
          <h3>Files</h3>
          <span className="muted small">Parquet, one for each split</span>
        </div>
        <ReceiptFiles path={receipt.path} files={files} />
        <div className="freeze-heading">
          <h3>Load it</h3>
        </div>
        <LoadingSnippets snippets={snippets} />
      </div>
      <div className="receipt-side">
        <div className="freeze-heading">
          <h3>Receipt</h3>
          <Button look="ghost" onClick={() => void copyText(receiptText(reference, receipt), 'receipt')}>
            Copy as text
          </Button>
          <Button onClick={rebuild.start} disabled={rebuild.state.kind === 'running'}>
            Rebuild and verify
          </Button>
        </div>
        <RebuildVerdict rebuild={rebuild} />
        <KeyValues facts={facts(receipt)} />
        <div className="freeze-heading">
          <h3>Columns</h3>
        </div>
        <Columns receipt={receipt} />
        <div className="freeze-heading">
          <h3>Checks when it was frozen</h3>
          <span className="muted small">{checkSummary(checks)}</span>
        </div>
        <CheckList checks={checks} />
        <SqlQuote sql={sql} />
      </div>
    </div>
  )
}

function facts(receipt: Receipt): readonly (readonly [string, ReactNode])[] {
  const { id, content, seed, rule, where, dedupe, duplicates, leaks, inputs, message } = receipt
  return [
    ['made from', <Inputs key="inputs" inputs={inputs} />],
    ['only rows', where === undefined || where === '' ? 'all' : <span className="code">{where}</span>],
    ['duplicates', dedupe === 'exact' ? `${counted(duplicates.removed, 'exact duplicate')} removed` : 'kept'],
    ['seed', seed],
    ['stratified', rule.stratify === undefined ? 'no' : `by ${rule.stratify}`],
    [
      'leaks',
      leaks.equalRowsAcrossSplits === 0 ? (
        <span className="receipt-good">✓ no equal rows in two splits</span>
      ) : (
        <span className="receipt-warning">
          ! {counted(leaks.equalRowsAcrossSplits, 'equal row')} in different splits
        </span>
      ),
    ],
    ['message', message === '' ? <span className="muted">none</span> : message],
    ['id', <Hash key="id" what="id" value={id} />],
    ['content', <Hash key="content" what="content hash" value={content} />],
  ]
}

function Inputs({ inputs }: { inputs: Receipt['inputs'] }) {
  return inputs.map(({ dataset, version }, position) => (
    <span key={`${dataset}@${version}`}>
      {position === 0 ? '' : ', '}
      <button type="button" className="link" onClick={() => openDataset(dataset, { version })}>
        {dataset}@v{version}
      </button>
    </span>
  ))
}

function Hash({ what, value }: { what: string; value: string }) {
  return (
    <button
      type="button"
      className="link code"
      aria-label={`Copy ${what} ${value.slice(0, 12)}`}
      title={value}
      onClick={() => void copyText(value, what)}
    >
      {value.slice(0, 16)}…
    </button>
  )
}

/** Columns by their role; features last, because there may be many. */
function Columns({ receipt: { columns } }: { receipt: Receipt }) {
  const roles = ['label', 'id', 'weight', 'feature', 'ignore'] as const
  return (
    <KeyValues
      facts={roles.flatMap((role) => {
        const names = columns.filter((one) => one.role === role).map(({ name }) => name)
        if (names.length === 0) return []
        return [
          [
            role,
            <span key={role} className="receipt-columns">
              {names.map((name) => (
                <Badge key={name}>{name}</Badge>
              ))}
            </span>,
          ] as const,
        ]
      })}
    />
  )
}

/** How rows were assigned, and since when. */
export function ruleSentence({ rule, dataset, version }: Receipt): string {
  const by = rule.stratify === undefined ? '' : `, each class of ${rule.stratify} by itself`
  const hashed = rule.hashed.length === 0 ? 'the whole row' : rule.hashed.join(', ')
  const since =
    rule.inheritedFrom === undefined || rule.inheritedFrom === version
      ? `Later versions of ${dataset} keep this split.`
      : `Rows keep their split since v${rule.inheritedFrom}.`
  return `Divided by a hash of ${hashed}${by}, seed ${rule.seed}. ${since}`
}
