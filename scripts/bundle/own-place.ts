import { posix, relative, sep } from 'node:path'
import type { Plugin } from 'rolldown'

/** Stands for the way from a file of `dist` up to `dist`, until it is known which file the code is in. */
const dist = '__DIST__'

/**
 * Lets code find what lies beside it: its `import.meta.url` is that of the file it was written in, as if each file of
 * `src` were one of `dist`. So `new URL('./worker.js', import.meta.url)` means the same before and after.
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
