import { version } from '../version.ts'

/** One per version of the package: what lies in it may change from one to the next. */
const key = Symbol.for(`plainsight.state@${version}`)
type Global = typeof globalThis & { [key]?: Map<string, unknown> }

/**
 * State of a module, the same for all copies of the module in this thread. Loaders that compile (`tsx`, `ts-node` and
 * their like) load the files anew that the agent requires later than they came, and an app may import the package
 * beside the hook.
 */
export const shared = <T>(name: string, create: () => T): T => {
  const states = statesOf(globalThis)
  const known = states.get(name) as T | undefined
  if (known !== undefined) return known
  const made = create()
  states.set(name, made)
  return made
}

const statesOf = (global: Global): Map<string, unknown> => {
  const known = global[key]
  if (known) return known
  const states = new Map<string, unknown>()
  Object.defineProperty(global, key, { value: states })
  return states
}

/** A symbol that all copies of a module have in common. */
export const sharedSymbol = (name: string): symbol => Symbol.for(`plainsight.${name}@${version}`)
