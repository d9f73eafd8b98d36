import { type Context, type ContextManager, ROOT_CONTEXT } from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import type { ServerSpan } from '../server/server-span.ts'
import { isServerSpan, storage } from '../storage.ts'

/**
 * OpenTelemetry's context on top of the agent's only storage: a request is stored as its plain span, and converted to a
 * context when one is requested. Binding of functions and emitters is the stock implementation.
 */
export const createContextManager = (contextOf: (span: ServerSpan) => Context): ContextManager => {
  const active = (): Context => {
    const stored = storage.getStore()
    if (stored === undefined) return ROOT_CONTEXT
    return isServerSpan(stored) ? contextOf(stored) : stored
  }
  const overrides: Partial<ContextManager> = {
    active,
    with: (context, work, self, ...args) =>
      storage.run(context, () => work.apply(self as ThisParameterType<typeof work>, args)),
    disable: () => manager,
    attach: (context) => {
      const before = storage.getStore()
      storage.enterWith(context)
      return toToken(() => storage.enterWith(before))
    },
  }
  const manager: ContextManager = Object.assign(new AsyncLocalStorageContextManager(), overrides)
  return manager
}

/** Restores the context, once. */
const toToken = (restore: () => void): { dispose(): void } => {
  let disposed = false
  return {
    dispose: () => {
      if (disposed) return
      disposed = true
      restore()
    },
  }
}
