import { globSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'vite'
import { root } from '../root.ts'

const changed = (path: string): number => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0

/** Builds the page when its sources are newer than what is there. */
export const buildPage = async (): Promise<void> => {
  const sources = globSync(join(root, 'src/dashboard/**/*.*'))
  const newest = Math.max(...[...sources, join(root, 'vite.config.ts')].map(changed))
  if (changed(join(root, 'dist/dashboard/index.html')) >= newest) return
  await build({ configFile: join(root, 'vite.config.ts'), logLevel: 'error' })
}
