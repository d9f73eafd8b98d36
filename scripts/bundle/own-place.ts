import { posix, relative, sep } from 'node:path'
import type { Plugin } from 'rolldown'

/** Placeholder for the relative path from a file of `dist` to `dist`, until the output file of the code is known. */
const dist = '__DIST__'

/**
 * Makes relative files resolvable: the `import.meta.url` of code is that of its source file, as if each file of `src`
 * were one of `dist`. So `new URL('./worker.js', import.meta.url)` has the same result before and after bundling.
 */
export const keepOwnPlace = (src: string): Plugin => ({
  name: 'own-place',
  transform: {
    filter: { code: 'import.meta.' },
    handler: (code, id) => {
      if (!id.startsWith(src + sep)) return null
      const place = relative(src, id).replaceAll(sep, '/').replace(/\.ts$/, '.js')
      return code
        .replaceAll('import.meta.url', `new URL('${dist}/${place}', import.meta.url).href`)
        .replaceAll('import.meta.dirname', `\`\${import.meta.dirname}/${dist}/${posix.dirname(place)}\``)
    },
  },
  renderChunk: (code, { fileName }) =>
    code.includes(dist) ? code.replaceAll(dist, posix.relative(posix.dirname(fileName), '.') || '.') : null,
})
