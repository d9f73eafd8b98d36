import type { Environment } from './environment.ts'

const { homedir } = process.getBuiltinModule('node:os')
const { isAbsolute, join } = process.getBuiltinModule('node:path')

/** By the XDG specification, a relative path counts as not set. */
const toAbsolute = (path: string | undefined): string | undefined => (path && isAbsolute(path) ? path : undefined)

const findHome = (): string | undefined => {
  try {
    return toAbsolute(homedir())
  } catch {
    // A user id without an entry in the system's list of users, as in many containers.
    return undefined
  }
}

const toPlace = (env: Environment, platform: NodeJS.Platform): string | undefined => {
  const home = findHome()
  const below = (...names: readonly string[]): string | undefined => home && join(home, ...names)
  if (platform === 'win32') return toAbsolute(env.LOCALAPPDATA) ?? below('AppData', 'Local')
  const chosen = toAbsolute(env.XDG_STATE_HOME)
  if (chosen) return chosen
  return platform === 'darwin' ? below('Library', 'Application Support') : below('.local', 'state')
}

/**
 * The folder for state of this user's programs: `$XDG_STATE_HOME` or `~/.local/state`, on macOS
 * `~/Library/Application Support`, on Windows `%LOCALAPPDATA%`. Undefined for a user without a home directory.
 */
export const findStateFolder = (
  product: string,
  env: Environment,
  platform: NodeJS.Platform = process.platform,
): string | undefined => {
  const place = toPlace(env, platform)
  return place && join(place, product, 'telemetry')
}
