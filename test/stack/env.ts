import { parseEnv } from 'node:util'
import { addStackVariables, stackProfiles } from '../../src/cli/stack-env.ts'

/** What `plainsight stack init` would write. */
export const toStackEnv = (profiles: readonly string[] = stackProfiles): Readonly<Record<string, string>> =>
  parseEnv(addStackVariables('', profiles).text) as Record<string, string>

/** Every mix of profiles but none. */
export const profileMixes: readonly (readonly string[])[] = Array.from(
  { length: 2 ** stackProfiles.length - 1 },
  (_, at) => stackProfiles.filter((_profile, bit) => ((at + 1) >> bit) & 1),
)
