/** What crosses between preload and main; the page itself knows only `post` and `onFrame`. */
export const channels = {
  /** Preload -> main: a page was loaded and wants a line to the engine. */
  ready: 'firn:ready',
  /** Main -> preload, with a message port: the line to the engine. */
  line: 'firn:line',
  /** Main -> preload: the engine is gone; what is posted now waits for the next line. */
  noLine: 'firn:no-line',
  /** Both ways: frames that are the host's. */
  host: 'firn:host',
  /** Preload -> main: paths of dropped files. */
  dropped: 'firn:dropped',
} as const
