import { constants, existsSync } from 'node:fs'
import { access, statfs } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import type { Check } from './check.ts'

const gigabyte = 1_000_000_000
const lowBytes = 2 * gigabyte
const minBytes = gigabyte / 4

const toExisting = (path: string): string => (existsSync(path) ? path : toExisting(dirname(path)))

/** Checks the data folder, or where it would be created. */
export const checkDisk: Check = async ({ config }) => {
  const name = 'Disk'
  const folder = resolve(config.hub.dataDir)
  const existing = toExisting(folder)
  const fix = 'Fix its permissions, or choose another folder with --data-dir or PLAINSIGHT_DATA_DIR.'
  try {
    await access(existing, constants.W_OK)
  } catch {
    return [{ name, state: 'wrong', message: `${existing} is not writable`, fix }]
  }
  const { bavail, bsize } = await statfs(existing)
  const free = bavail * bsize
  const message = `${(free / gigabyte).toFixed(1)} GB free for ${folder}`
  if (free >= lowBytes) return [{ name, state: 'ok', message }]
  const space = 'Free disk space, shorten the retention (PLAINSIGHT_RETENTION_TRACES_DAYS), or choose another folder.'
  return [{ name, state: free < minBytes ? 'wrong' : 'note', message, fix: space }]
}
