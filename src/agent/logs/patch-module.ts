import { InstrumentationBase, InstrumentationNodeModuleDefinition } from '@opentelemetry/instrumentation'
import { version } from '../../version.ts'

/** How a module is changed while the app loads it. */
export type ModulePatch<T extends object> = {
  readonly name: string
  readonly versions: readonly string[]
  /** Finds what is to be changed among the exports; undefined when these are not the exports we know. */
  find(exported: Readonly<Record<string, unknown>>): T | undefined
  /** Changes it in place. Runs once for each copy of the module. */
  patch(target: T): void
}

/**
 * Changes each copy of a module that the app loads, by `require` or by `import`. When something goes wrong the app gets its module
 * as it is: the app comes first.
 */
export const patchModule = <T extends object>({ name, versions, find, patch }: ModulePatch<T>): void => {
  const seen = new WeakSet<T>()
  const patchExports = (exported: unknown): void => {
    try {
      const target = isExports(exported) ? find(exported) : undefined
      if (target === undefined || seen.has(target)) return
      seen.add(target)
      patch(target)
    } catch {
      // A copy that differs from what we know stays as it is.
    }
  }
  const definition = new InstrumentationNodeModuleDefinition(name, [...versions], (exported: object) => {
    patchExports(exported)
    // An imported CommonJS module arrives as its namespace, with `module.exports` as default.
    patchExports((exported as { readonly default?: unknown }).default)
    return exported
  })
  // OpenTelemetry's hooks for `require` and `import` are only to be had by extending this class.
  ;new (class extends InstrumentationBase {
    init(): InstrumentationNodeModuleDefinition {
      return definition
    }
  })(`plainsight/${name}`, version, {})
}

const isExports = (value: unknown): value is Readonly<Record<string, unknown>> =>
  (typeof value === 'object' && value !== null) || typeof value === 'function'
