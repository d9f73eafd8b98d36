import { closeSync, openSync, readSync } from 'node:fs'
import { libraries } from './table.ts'

/** A library whose code a bundler has put into the file of an app. */
export type BundledLibrary = {
  readonly name: string
  /** Whether it is watched all the same, by what it publishes. */
  readonly isWatched: boolean
}

/** Further code is not looked at. */
const maxBytes = 32 * 1024 * 1024

/** Libraries that a file holds, found by the paths that bundlers leave in comments and in names of modules. */
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

/** What to say of bundled libraries; undefined when there are none. */
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
