import http from 'node:http'
import https from 'node:https'
import { createRequire, syncBuiltinESMExports } from 'node:module'
import type { Config } from '../../config/schema.ts'
import { nativeRequest } from '../native-http.ts'

const require = createRequire(import.meta.url)

type Call = (...args: unknown[]) => unknown
type Client = { request: Call; get: Call }

const names = ['request', 'get'] as const

/**
 * Wraps `request` and `get` of `http` and `https` until the first call, then loads the stock instrumentation and
 * removes itself. Code that holds a reference to a wrapper still calls it; the wrapper forwards to the function that
 * the module exported right after the instrumentation was loaded.
 */
export const wakeHttpClient = (wake: () => void): void => {
  const wrappers = [http, https].flatMap((client) =>
    names.map((name) => createWrapper(client as unknown as Client, name)),
  )
  let isWaiting = true
  const activate = (): void => {
    if (!isWaiting) return
    isWaiting = false
    for (const wrapper of wrappers) wrapper.restore()
    syncBuiltinESMExports()
    wake()
    for (const wrapper of wrappers) wrapper.settle()
  }
  for (const wrapper of wrappers) wrapper.install(activate)
  syncBuiltinESMExports()
}

type Wrapper = { install(activate: () => void): void; restore(): void; settle(): void }

const createWrapper = (client: Client, name: (typeof names)[number]): Wrapper => {
  const original = client[name]
  let target = original
  let installed = original
  let restored = false
  return {
    install: (activate) => {
      installed = named(original, (...args) => {
        activate()
        return target(...args)
      })
      client[name] = installed
    },
    // If another patch was applied on top of ours, it stays, and this wrapper only forwards.
    restore: () => {
      restored = client[name] === installed
      if (restored) client[name] = original
    },
    settle: () => {
      if (restored) target = client[name]
    },
  }
}

/** A function with the name and length of the one that it replaces. */
const named = (original: Call, replacement: Call): Call =>
  Object.defineProperties(replacement, {
    name: { value: original.name, configurable: true },
    length: { value: original.length, configurable: true },
  })

/**
 * Loads the stock instrumentation. Importing `nativeRequest` first keeps Node's original function for the agent's own
 * exports.
 */
export const loadHttpClient = (config: Config): void => {
  void nativeRequest
  ;(require('./http-client.js') as typeof import('./http-client.ts')).create(config)
}
