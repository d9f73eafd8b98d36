import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../root.ts'

/**
 * Folder of a package that is not among our own dependencies, such as another Node or another package manager. It is
 * kept in `.cache` and fetched when missing; undefined when that fails, as without a network.
 */
export const findPackage = (name: string, version: string, folder: string): string | undefined => {
  const cache = join(root, '.cache', folder)
  const installed = join(cache, 'node_modules', name)
  if (existsSync(installed)) return installed
  mkdirSync(cache, { recursive: true })
  const flags = ['install', '--silent', '--no-audit', '--no-fund', '--prefix', cache]
  const options = { stdio: 'ignore', timeout: 180_000, shell: process.platform === 'win32' } as const
  spawnSync('npm', [...flags, `${name}@${version}`], options)
  return existsSync(installed) ? installed : undefined
}
