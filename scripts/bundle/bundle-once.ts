import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Plugin } from 'rolldown'

const packageFolder = /^.*node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+/

/**
 * npm installs a package again below each package that needs another version than the one at the top. Of several copies
 * of the same version, only the first is bundled.
 */
export const bundleOnce = (): Plugin => {
  const first = new Map<string, string>()
  const toFirst = (folder: string): string => {
    const { name, version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
    const known = first.get(`${name}@${version}`) ?? folder
    first.set(`${name}@${version}`, known)
    return known
  }
  return {
    name: 'bundle-once',
    resolveId: {
      filter: { id: /^[^.]/ },
      async handler(source, importer, options) {
        const found = await this.resolve(source, importer, { ...options, skipSelf: true })
        const [folder] = packageFolder.exec(found?.id ?? '') ?? []
        if (!found || found.external || folder === undefined) return found
        return { ...found, id: toFirst(folder) + found.id.slice(folder.length) }
      },
    },
  }
}
