import { closeSync, openSync, readSync } from 'node:fs'
import { libraries } from './table.ts'

/** A library that is bundled into the file of an app. */
export type BundledLibrary = {
  readonly name: string
  /** Whether it is instrumented anyway, through its diagnostics channels. */
  readonly isWatched: boolean
}

/** Code beyond this is not searched. */
const maxBytes = 32 * 1024 * 1024

/** Libraries in a file, found by the paths that bundlers leave in comments and in module names. */
export const findBundled = (file: string): readonly BundledLibrary[] => {
  const text = readStart(file)
  if (!text.includes('node_modules/')) return []
  return Object.entries(libraries)
    .filter(([, { modules }]) => modules.some((module) => text.includes(`node_modules/${module}/`)))
    .map(([name, { channels }]) => ({ name, isWatched: channels !== undefined }))
}

/** A file that cannot be read holds nothing. */
const readStart = (file: string): string => {
  try {
    const descriptor = openSync(file, 'r')
    try {
      const buffer = Buffer.alloc(maxBytes)
      return buffer.toString('utf8', 0, readSync(descriptor, buffer, 0, maxBytes, 0))
    } finally {
      closeSync(descriptor)
    }
  } catch {
    return ''
  }
}

/** A sentence about bundled libraries; undefined if there are none. */
export const describeBundled = (found: readonly BundledLibrary[]): string | undefined => {
  const list = (isWatched: boolean): string =>
    found
      .filter((library) => library.isWatched === isWatched)
      .map(({ name }) => name)
      .join(', ')
  const parts = [
    list(false) && `not instrumented: ${list(false)}`,
    list(true) && `instrumented if their version publishes events: ${list(true)}`,
  ].filter(Boolean)
  return parts.length === 0 ? undefined : parts.join('; ')
}
