const keys = [
  ['← →', 'to an input, to what was made'],
  ['↑ ↓', 'to the next one above or below'],
  ['Enter', 'opens the snapshot'],
  ['+ − 0', 'larger, smaller, all of it'],
  ['Shift with arrows', 'moves the drawing'],
] as const

/** What the inspector shows while no snapshot is selected. */
export function EmptyPanel() {
  return (
    <aside className="side-panel lineage-keys" aria-label="About the graph">
      <p className="secondary small">Select a snapshot to see how it was made, and what depends on it.</p>
      <dl>
        {keys.map(([key, what]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd className="secondary small">{what}</dd>
          </div>
        ))}
      </dl>
    </aside>
  )
}
