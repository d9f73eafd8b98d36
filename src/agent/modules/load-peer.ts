import { readFileSync } from 'node:fs'
import { createRequire, findPackageJSON } from 'node:module'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { readEnvironment } from '../../config/load.ts'
import { toMainScript } from '../pm2.ts'
import type { Warnings } from '../warn.ts'
import { isInRange } from './versions.ts'

/** A package that an app installs only for a feature that it enables. */
export type Peer = {
  readonly name: string
  /** Supported versions, in the syntax of `isInRange`. */
  readonly range: string
  /** Argument for `npm install`. */
  readonly install: string
  /** Variable that enables it. */
  readonly variable: string
}

/**
 * Loads a peer from the app's own project: from the folder of its main script, else from the working folder, else from
 * where this package lies. If it is missing, too old or too new, a warning says what to install, and the result is
 * undefined. Never throws.
 */
export const loadPeer = (peer: Peer, { warnOnce }: Pick<Warnings, 'warnOnce'>): unknown => {
  const { name, range, install, variable } = peer
  const from = toPlaces().find((place) => findManifest(name, place) !== undefined)
  const refuse = (fault: string): undefined =>
    warnOnce(`peer-${name}`, `${variable} is set, but ${fault}: npm install ${install}`) as undefined
  if (from === undefined) return refuse(`${name} is not installed`)
  try {
    const { version } = JSON.parse(readFileSync(findManifest(name, from) as string, 'utf8')) as { version: string }
    if (!isInRange(version, range)) return refuse(`${name} ${version} is not supported`)
    return createRequire(from)(name)
  } catch (error) {
    return refuse(`${name} does not load (${firstLine(error)})`)
  }
}

/** Paths, which need not exist, from whose folders packages are resolved. */
const toPlaces = (): string[] => {
  const script = process.argv[1]
  const folders = [process.cwd(), ...(script ? [dirname(toMainScript(script, readEnvironment()))] : [])].reverse()
  return [...folders.map((folder) => pathToFileURL(join(folder, 'index.js')).href), import.meta.url]
}

const findManifest = (name: string, from: string): string | undefined => {
  try {
    return findPackageJSON(name, from)
  } catch {
    return undefined
  }
}

const firstLine = (error: unknown): string => String((error as Error | undefined)?.message ?? error).split('\n', 1)[0]!
