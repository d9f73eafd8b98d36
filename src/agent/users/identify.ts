import type { AgentContext } from '../context.ts'
import type { ServerSpan } from '../server/server-span.ts'
import { knowUser } from './know-user.ts'
import type { Preset, Provide } from './preset.ts'
import { presets } from './presets.ts'
import { toAllowedId, toUser, type UserRules } from './user.ts'

/**
 * Finds the user and the session of a request, when it logs a line or records an event, and at its end. Never throws.
 */
export type Identify = (span: ServerSpan) => void

/** The app's functions, passed to `start()`. */
export type Providers = { readonly user?: Provide | undefined; readonly session?: Provide | undefined }

/** A function that takes longer than this is only called after the response, in ms. */
const slow = 50

/** Functions of the app come first, then the presets in the order of `PLAINSIGHT_USER`; the first id found is used. */
export const createIdentify = ({ config, warnOnce }: AgentContext, own: Providers): Identify => {
  const { userPresets, collectUser } = config.agent
  const chosen: readonly Preset[] = userPresets.map((name) => presets[name]!())
  const rules: UserRules = { collect: collectUser, warnOnce }
  // A preset reads the record of a library, which always has more than the id, so no warning is needed.
  const presetRules: UserRules = {
    collect: collectUser,
    warnOnce: (code, sentence) => code !== 'user-facts' && warnOnce(code, sentence),
  }
  const toReader = <T>(what: string, provide: Provide | undefined, parse: (given: unknown) => T | undefined) =>
    provide === undefined ? [] : [createReader(what, provide, parse, warnOnce)]
  const users = [
    ...toReader('user()', own.user, (given) => toUser(given, rules)),
    ...chosen.flatMap(({ name, user }) => toReader(name, user, (given) => toUser(given, presetRules))),
  ]
  const sessions = [
    ...toReader('session()', own.session, (given) => toAllowedId(given, rules)),
    ...chosen.flatMap(({ name, session }) => toReader(name, session, (given) => toAllowedId(given, rules))),
  ]
  let isBusy = false
  return (span) => {
    // A provider that logs would call itself recursively.
    if (isBusy || span.request === undefined) return
    isBusy = true
    if (span.ids.userId === undefined) {
      const user = readFirst(users, span)
      if (user !== undefined) knowUser(span, user)
    }
    if (span.ids.sessionId === undefined) span.ids.sessionId = readFirst(sessions, span)
    isBusy = false
  }
}

type Reader<T> = (span: ServerSpan) => T | undefined

const readFirst = <T>(readers: readonly Reader<T>[], span: ServerSpan): T | undefined => {
  for (const read of readers) {
    const found = read(span)
    if (found !== undefined) return found
  }
  return undefined
}

/** Calls a provider so that its failures do not affect the request. */
const createReader = <T>(
  what: string,
  provide: Provide,
  parse: (given: unknown) => T | undefined,
  warnOnce: UserRules['warnOnce'],
): Reader<T> => {
  let isSlow = false
  const read = (request: object): T | undefined => {
    const given = provide(request)
    if (!isPending(given)) return parse(given)
    if (given instanceof Promise) given.catch(() => undefined)
    warnOnce(`${what}-promise`, `${what} returned a promise, which is ignored: call setUser() once its answer is there`)
    return undefined
  }
  return (span) => {
    if (isSlow && !span.ended) return undefined
    const start = performance.now()
    try {
      return read(span.appRequest ?? (span.request as object))
    } catch (error) {
      warnOnce(`${what}-failed`, `${what} failed, and those requests have no id: ${(error as Error)?.message}`)
      return undefined
    } finally {
      if (performance.now() - start > slow && !isSlow) {
        isSlow = true
        warnOnce(`${what}-slow`, `${what} took more than ${slow} ms, and is now called only after responses`)
      }
    }
  }
}

const isPending = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function'
