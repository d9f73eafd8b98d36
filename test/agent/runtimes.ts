import { join } from 'node:path'
import { findPackage } from './registry-package.ts'

/**
 * Runtimes that the agent promises to work on, beside the one of the tests: the oldest, and the ends of the other
 * lines.
 */
export const runtimes = ['22.15.0', '22.23.3', '26.10.0'] as const

/**
 * Path of a Node binary of that version, from the package that npm's `node` would install; undefined when it cannot be
 * had.
 */
export const findRuntime = (version: string): string | undefined => {
  const folder = findPackage(`node-${process.platform}-${process.arch}`, version, `nodes/${version}`)
  return folder === undefined ? undefined : join(folder, 'bin/node')
}
