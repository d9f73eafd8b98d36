import { InstrumentationBase, InstrumentationNodeModuleDefinition } from '@opentelemetry/instrumentation'
import { version } from '../../version.ts'

/**
 * Runs `patch` once for each copy of a module that the app loads, by `require` or `import`, in the versions given.
 * `patch` gets what the module exports (a CommonJS module: `module.exports`), and changes its parts in place;
 * when it throws, the app gets its module as it is.
 */
export const patchModule = (name: string, versions: readonly string[], patch: (exported: object) => void): void => {
  const seen = new WeakSet<object>()
  const definition = new InstrumentationNodeModuleDefinition(name, [...versions], (exports: object) => {
    const exported = toModuleExports(exports)
    if (seen.has(exported)) return exports
    seen.add(exported)
    try {
      patch(exported)
    } catch {
      // A version that differs from what we know stays unpatched: the app comes first.
    }
    return exports
  })
  // OpenTelemetry's hooks for `require` and `import` are only to be had by extending this class.
  ;new (class extends InstrumentationBase {
    init(): InstrumentationNodeModuleDefinition {
      return definition
    }
  })(`plainsight/${name}`, version, {})
}

/** An imported CommonJS module arrives as its namespace, with `module.exports` as default. */
const toModuleExports = (exports: object): object => {
  const { default: inner } = exports as { readonly default?: unknown }
  return (typeof inner === 'object' && inner !== null) || typeof inner === 'function' ? inner : exports
}
