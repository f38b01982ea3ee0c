/** What is wrong with a store, in a few words. */
export function findingTitle(kind: string): string {
  return words[kind]?.title ?? kind
}

/** What a person can do about it. */
export function findingAdvice(kind: string): string {
  return words[kind]?.advice ?? 'Copy what is affected from the original or a backup of this store.'
}

const fromAnywhere =
  'Take the same data again: it heals every version that has it. Or copy the object from another copy of the store.'
const logAdvice =
  'Copy this file from the original or a backup of the store. Versions before it can still be read by number.'

const words: { readonly [kind: string]: { readonly title: string; readonly advice: string } | undefined } = {
  'object-missing': { title: 'Lost', advice: fromAnywhere },
  'object-damaged': { title: 'Damaged', advice: fromAnywhere },
  'content-wrong': {
    title: 'Content differs',
    advice: 'Do not use these versions. Restore one from before, or take the data again.',
  },
  'snapshot-wrong': {
    title: 'Wrong snapshot',
    advice: 'The log names another version than the object does: copy the log from a backup of the store.',
  },
  'input-missing': {
    title: 'Input lost',
    advice: 'The version itself can be read, but not be rebuilt. Copy its input from a backup of the store.',
  },
  'log-unreadable': {
    title: 'Log unreadable',
    advice: 'Check who owns the file, and the disk that it lies on; then look again.',
  },
  'log-gap': { title: 'Gap in a log', advice: logAdvice },
  'log-damaged': { title: 'Damaged log', advice: logAdvice },
  'log-chain': {
    title: 'Changed log',
    advice:
      'Somebody or something rewrote the history. Compare it with a backup; what is in doubt is named by its version.',
  },
  'log-went-back': {
    title: 'Went back in time',
    advice:
      'Copy the missing entries from the original. Where this is a restored backup and the original is gone, accept the present history.',
  },
  unfinished: {
    title: 'Unfinished',
    advice:
      'Nothing that was acknowledged is lost. Open the store where it may be written to; if this stays, take those datasets again.',
  },
  'unexpected-file': {
    title: 'Foreign file',
    advice: 'It does no harm. Move it away if you know what it is.',
  },
  'plain-path-changed': {
    title: 'Changed plain folder',
    advice: 'The version itself is whole. Repair removes the folder; firn path makes it again.',
  },
}
