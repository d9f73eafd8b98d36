import type { StoredFiles } from './stored-files.ts'

export const pingNames = ['install', 'update', 'health'] as const

/** `install` once, `update` once a version, `health` at most once a day. */
export type PingName = (typeof pingNames)[number]

/** A ping that is due. */
export type Ping = { readonly name: PingName; readonly previousVersion?: string }

/** What was sent, so that it is not sent again. */
export type Marker = {
  /** The fingerprint of the last ping. */
  readonly id: string
  /** Time of the last ping, as ISO 8601. */
  readonly at: string
  /** Versions whose install or update was sent, the latest last. */
  readonly versions: readonly string[]
  /** Not before this time, as ISO 8601. */
  readonly nextHealthAt: string
}

/** The file of the marker. */
export const markerFile = 'marker.json'

const dayMs = 24 * 60 * 60 * 1000
/** Prevents machines that start together from always sending together. */
const maxJitterMs = 2 * 60 * 60 * 1000
const maxVersions = 100

const isMarker = (value: unknown): value is Marker => {
  const { id, at, versions, nextHealthAt } = (value ?? {}) as Partial<Marker>
  const isTime = (time: unknown): boolean => typeof time === 'string' && !Number.isNaN(Date.parse(time))
  return typeof id === 'string' && isTime(at) && Array.isArray(versions) && isTime(nextHealthAt)
}

/** `damaged`: the file exists but is invalid. */
export const loadMarker = (files: StoredFiles): Marker | 'damaged' | undefined => {
  const text = files.read(markerFile)
  if (text === undefined) return undefined
  try {
    const stored: unknown = JSON.parse(text)
    return isMarker(stored) ? stored : 'damaged'
  } catch {
    return 'damaged'
  }
}

const toTime = (ms: number): string => new Date(ms).toISOString()

/**
 * Stores that a ping is sent now.
 * @param sent.earlier versions of the marker before
 * @throws Error when the file cannot be written
 */
export const saveMarker = (
  files: StoredFiles,
  { earlier, id, version }: { readonly earlier: readonly string[]; readonly id: string; readonly version: string },
): void => {
  const now = Date.now()
  const marker: Marker = {
    id,
    at: toTime(now),
    versions: [...earlier.filter((each) => each !== version), version].slice(-maxVersions),
    nextHealthAt: toTime(now + dayMs + Math.random() * maxJitterMs),
  }
  files.write(markerFile, `${JSON.stringify(marker)}\n`)
}

/**
 * The ping that is due, or `settle` if the marker is unusable: damaged, or from the future because the clock was wrong.
 * The marker is then rewritten, and nothing is sent, so that no error repeats a ping or blocks it for years.
 */
export const findDue = (marker: Marker | 'damaged' | undefined, version: string): Ping | 'settle' | undefined => {
  if (marker === undefined) return { name: 'install' }
  if (marker === 'damaged') return 'settle'
  const { versions, at, nextHealthAt } = marker
  if (!versions.includes(version)) {
    const previousVersion = versions.at(-1)
    return { name: 'update', ...(previousVersion !== undefined && { previousVersion }) }
  }
  const now = Date.now()
  if (Date.parse(at) > now || Date.parse(nextHealthAt) > now + dayMs + maxJitterMs) return 'settle'
  return Date.parse(nextHealthAt) <= now ? { name: 'health' } : undefined
}
