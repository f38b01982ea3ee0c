// The page names the files of the screen that is mostly in front, so that they are on their way while the window
// still waits for its engine. They are not run before they are wanted.

/** What is in front as a rule: the rows of a dataset. */
const screen = 'renderer/features/dataset/dataset-screen.tsx'

/**
 * A plugin of Vite that adds a `modulepreload` for the screen and all that it imports.
 *
 * @returns {import('vite').Plugin}
 */
export const preloadScreens = () => ({
  name: 'firn:preload-screens',
  transformIndexHtml: {
    order: 'post',
    handler(html, { bundle = {} }) {
      const chunks = Object.values(bundle).flatMap((file) => (file.type === 'chunk' ? [file] : []))
      const first = chunks.find(({ facadeModuleId }) =>
        facadeModuleId?.replaceAll('\\', '/').endsWith(screen),
      )
      if (first === undefined) throw new Error(`There is no chunk of ${screen} to be named in the page`)
      const files = new Set([first.fileName])
      for (const file of files)
        for (const imported of chunks.find(({ fileName }) => fileName === file)?.imports ?? [])
          files.add(imported)
      return [...files]
        .filter((file) => !html.includes(file))
        .map((file) => ({
          tag: 'link',
          attrs: { rel: 'modulepreload', crossorigin: true, href: `./${file}` },
          injectTo: 'head',
        }))
    },
  },
})
