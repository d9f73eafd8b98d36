import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import Module from 'node:module'
import { shared } from '../shared.ts'
import type { Warnings } from '../warn.ts'

type Patch = (namespace: Record<string, unknown>, url: string) => void

const patches = shared('hooked ES modules', () => new Map<string, Patch[]>())
const firstImport = 'tracing:module.import:start'

/**
 * Runs `patch` with the exports and the URL of a package that is an ES module, soon after the app has imported it.
 * Exports of ES modules cannot be replaced, so a patch changes their prototypes. In a process that imports nothing,
 * nothing is hooked.
 */
export const hookEsModule = ({ warnOnce }: Pick<Warnings, 'warnOnce'>, name: string, patch: Patch): void => {
  if (patches.size === 0) subscribe(firstImport, watchResolving)
  const guarded: Patch = (namespace, url) => {
    try {
      patch(namespace, url)
    } catch (error) {
      warnOnce(`module-${name}`, `${name} is not instrumented: ${(error as Error)?.message}`)
    }
  }
  patches.set(name, [...(patches.get(name) ?? []), guarded])
}

const watchResolving = (): void => {
  unsubscribe(firstImport, watchResolving)
  Module.registerHooks({
    resolve: (specifier, context, next) => {
      const resolved = next(specifier, context)
      const waiting = patches.get(specifier)
      if (waiting && context.conditions?.includes('import')) {
        patches.delete(specifier)
        setImmediate(() => void patchLoaded(resolved.url, waiting)).unref()
      }
      return resolved
    },
  })
}

/** An import that fails also fails in the app, which gets the error. */
const patchLoaded = async (url: string, waiting: readonly Patch[]): Promise<void> => {
  const namespace: Record<string, unknown> | undefined = await import(url).catch(() => undefined)
  if (namespace) for (const patch of waiting) patch(namespace, url)
}
