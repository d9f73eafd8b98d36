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
 * Stands before `request` and `get` of `http` and `https` until the first call, then loads the stock instrumentation
 * and leaves. Code that took the functions before goes on through here, to what the modules offered when it was loaded.
 */
export const wakeHttpClient = (wake: () => void): void => {
  const doors = [http, https].flatMap((client) => names.map((name) => createDoor(client as unknown as Client, name)))
  let asleep = true
  const leave = (): void => {
    if (!asleep) return
    asleep = false
    for (const door of doors) door.restore()
    syncBuiltinESMExports()
    wake()
    for (const door of doors) door.settle()
  }
  for (const door of doors) door.stand(leave)
  syncBuiltinESMExports()
}

type Door = { stand(leave: () => void): void; restore(): void; settle(): void }

const createDoor = (client: Client, name: (typeof names)[number]): Door => {
  const original = client[name]
  let target = original
  let standing = original
  let restored = false
  return {
    stand: (leave) => {
      standing = named(original, (...args) => {
        leave()
        return target(...args)
      })
      client[name] = standing
    },
    // Whoever has put a patch of their own on top of ours keeps it: then this door only forwards.
    restore: () => {
      restored = client[name] === standing
      if (restored) client[name] = original
    },
    settle: () => {
      if (restored) target = client[name]
    },
  }
}

/** A function that shows the name and length of the one it stands for. */
const named = (original: Call, replacement: Call): Call =>
  Object.defineProperties(replacement, {
    name: { value: original.name, configurable: true },
    length: { value: original.length, configurable: true },
  })

/**
 * Loads the stock instrumentation. Importing `nativeRequest` first keeps what Node made for the agent's own exports.
 */
export const loadHttpClient = (config: Config): void => {
  void nativeRequest
  ;(require('./http-client.js') as typeof import('./http-client.ts')).create(config)
}
