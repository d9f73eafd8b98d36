import type { Socket } from 'node:net'
import { outside } from '../storage.ts'
import type { Lookup } from './lookup.ts'

/** Minimum interval of the checks, in ms. */
const minIntervalMs = 50

type Handle = { hasRef?(): boolean; readonly reading?: boolean }
type ActiveHandle = { readonly fd?: unknown; readonly _isStdio?: unknown; readonly _handle?: Handle | null }
type Process = typeof process & { _getActiveHandles?(): readonly ActiveHandle[] }

/**
 * A socket that is being connected, or whose peer does not read, keeps a process alive whatever `unref` says. So while
 * there is one, this checks periodically whether the process waits for nothing else; then `giveUp` lets it end. The
 * same applies to name lookups.
 */
export const createYielding = (sockets: ReadonlySet<Socket>, names: Lookup, giveUp: () => void): (() => void) => {
  let isArmed = false
  const look = (): void => {
    isArmed = false
    const begun = performance.now()
    const busy = [...sockets].filter((socket) => socket.connecting || socket.writableLength > 0)
    if (busy.length === 0) return
    if (countOthers(toOwn(busy, names)) === 0) giveUp()
    // With many connections of the app, a check takes longer: it must remain a small share of the time.
    else arm(minIntervalMs + minIntervalMs * (performance.now() - begun))
  }
  const arm = (wait: number): void => {
    if (isArmed) return
    isArmed = true
    outside(() => setTimeout(look, wait).unref())
  }
  return () => arm(minIntervalMs)
}

/**
 * Our own resources in Node's list of what keeps the process alive, by Node's names. Queries of Node's resolver are not
 * in it.
 */
const toOwn = (busy: readonly Socket[], names: Lookup): Map<string, number> => {
  const connecting = busy.filter((socket) => socket.connecting).length
  return new Map([
    ['ConnectWrap', connecting - names.open()],
    ['SimpleWriteWrap', busy.length - connecting],
    ['GetAddrInfoReqWrap', names.openBySystem()],
    // If Node has created a new handle for another address.
    ['TCPSocketWrap', busy.filter(isReferenced).length],
  ])
}

const isReferenced = (socket: Socket): boolean =>
  (socket as Socket & { readonly _handle?: Handle | null })._handle?.hasRef?.() === true

/** Everything else that keeps the process alive. Some of it may not: then we only give up a little later. */
const countOthers = (own: Map<string, number>): number => {
  const handles = (process as Process)._getActiveHandles?.() ?? []
  let others = -handles.filter(isIdleStandard).length
  for (const name of process.getActiveResourcesInfo()) {
    const left = own.get(name) ?? 0
    if (left > 0) own.set(name, left - 1)
    else others++
  }
  return others
}

/**
 * Standard streams are in the list from their first use on. Only an input that is being read keeps the process alive.
 */
const isIdleStandard = ({ fd, _isStdio, _handle }: ActiveHandle): boolean =>
  fd === 0 ? _handle?.reading !== true : _isStdio === true || fd === 1 || fd === 2
