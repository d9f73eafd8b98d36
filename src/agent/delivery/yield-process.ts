import type { Socket } from 'node:net'
import { outside } from '../storage.ts'
import type { Lookup } from './lookup.ts'

/** Time between two looks, in ms. */
const pace = 50

type Handle = { hasRef?(): boolean; readonly reading?: boolean }
type ActiveHandle = { readonly fd?: unknown; readonly _isStdio?: unknown; readonly _handle?: Handle | null }
type Process = typeof process & { _getActiveHandles?(): readonly ActiveHandle[] }

/**
 * A socket that is being connected, or whose peer does not read, keeps a process alive whatever `unref` says. So while
 * there is one, this looks now and then whether the process waits for nothing else; then `giveUp` lets it end. The same
 * goes for a name that is being looked up.
 */
export const createYielding = (sockets: ReadonlySet<Socket>, names: Lookup, giveUp: () => void): (() => void) => {
  let isArmed = false
  const look = (): void => {
    isArmed = false
    const begun = performance.now()
    const busy = [...sockets].filter((socket) => socket.connecting || socket.writableLength > 0)
    if (busy.length === 0) return
    if (countOthers(toOwn(busy, names)) === 0) giveUp()
    // With many connections of the app a look takes a while: it must stay a small part of the time.
    else arm(pace + pace * (performance.now() - begun))
  }
  const arm = (wait: number): void => {
    if (isArmed) return
    isArmed = true
    outside(() => setTimeout(look, wait).unref())
  }
  return () => arm(pace)
}

/**
 * What our sockets may have in the list of what keeps the process alive, by Node's names. The questions of Node's
 * resolver are in no list.
 */
const toOwn = (busy: readonly Socket[], names: Lookup): Map<string, number> => {
  const connecting = busy.filter((socket) => socket.connecting).length
  return new Map([
    ['ConnectWrap', connecting - names.open()],
    ['SimpleWriteWrap', busy.length - connecting],
    ['GetAddrInfoReqWrap', names.openBySystem()],
    // Where Node made it anew for another address.
    ['TCPSocketWrap', busy.filter(isReferenced).length],
  ])
}

const isReferenced = (socket: Socket): boolean =>
  (socket as Socket & { readonly _handle?: Handle | null })._handle?.hasRef?.() === true

/** Everything else that keeps the process alive. Some of it may not: then it is only a little later that we give up. */
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

/** Standard streams are in the list from their first use on. They keep nothing alive, but an input that is read. */
const isIdleStandard = ({ fd, _isStdio, _handle }: ActiveHandle): boolean =>
  fd === 0 ? _handle?.reading !== true : _isStdio === true || fd === 1 || fd === 2
