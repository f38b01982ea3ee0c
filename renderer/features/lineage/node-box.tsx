import { Tag } from 'lucide-react'
import { memo } from 'react'
import { Badge, KindMark } from '../../components/badge.tsx'
import { nodeHeight, nodeWidth, type Placed } from './layout.ts'
import { nodeLabel, nodeLine } from './node-words.ts'

/** As many letters as name and tags may have together, so that neither is cut. */
const roomForTags = 18

/** A snapshot in the drawing. `dim`: another one is selected, and no path goes through both. */
export const NodeBox = memo(function NodeBox({
  placed: { node, x, y },
  selected,
  focusable,
  dim,
  onSelect,
  onOpen,
}: {
  placed: Placed
  selected: boolean
  focusable: boolean
  dim: boolean
  onSelect: (key: string) => void
  onOpen: (key: string) => void
}) {
  const [tag, ...more] = node.tags
  const tags = more.length === 0 ? `${tag}` : `${tag} +${more.length}`
  return (
    <div
      role="option"
      aria-selected={selected}
      aria-label={nodeLabel(node)}
      tabIndex={focusable ? 0 : -1}
      className="lineage-node"
      data-key={node.key}
      data-kind={node.kind}
      data-dim={dim ? '' : undefined}
      data-expired={node.expired ? '' : undefined}
      data-problem={node.problem === undefined ? undefined : ''}
      title={`${node.key}\n${node.problem ?? node.message}`}
      style={{ left: x, top: y, width: nodeWidth, height: nodeHeight }}
      onClick={() => onSelect(node.key)}
      onDoubleClick={() => onOpen(node.key)}
      onKeyDown={(event) => {
        if (event.key === ' ') {
          event.preventDefault()
          onSelect(node.key)
        }
      }}
    >
      <div className="lineage-node-name">
        <KindMark kind={node.kind} />
        <b className="ellipsis">{node.dataset}</b>
        <span className="secondary">@v{node.version}</span>
        {tag !== undefined && (
          <Badge tone="tag" title={`Tagged ${node.tags.join(', ')}`}>
            {node.dataset.length + tags.length <= roomForTags ? tags : <Tag size={10} aria-hidden="true" />}
          </Badge>
        )}
      </div>
      <div className="secondary small ellipsis">
        {node.expired ? 'expired: its rows are gone' : nodeLine(node)}
      </div>
    </div>
  )
})
