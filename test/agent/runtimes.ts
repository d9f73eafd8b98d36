import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './build.ts'

/** Runtimes that the agent promises to work on, beside the one of the tests: the oldest, and the ends of the other lines. */
export const runtimes = ['22.15.0', '22.23.3', '26.10.0'] as const

/**
 * Path of a Node binary of that version. It is the package that npm's `node` would install, kept in `.cache` and fetched when missing;
 * undefined when that fails, as without a network.
 */
export const findRuntime = (version: string): string | undefined => {
  const name = `node-${process.platform}-${process.arch}`
  const folder = join(root, '.cache/nodes', version)
  const binary = join(folder, 'node_modules', name, 'bin/node')
  if (existsSync(binary)) return binary
  mkdirSync(folder, { recursive: true })
  const options = { stdio: 'ignore', timeout: 180_000, shell: process.platform === 'win32' } as const
  spawnSync(
    'npm',
    ['install', '--silent', '--no-audit', '--no-fund', '--prefix', folder, `${name}@${version}`],
    options,
  )
  return existsSync(binary) ? binary : undefined
}
