import { useEffect, useRef, useState } from 'preact/hooks'
import { ApiError, fetchFromHub, unreachableCode } from '../api.ts'
import type { LogFilter } from './log-filter.ts'
import type { LogLine } from './log-line.ts'

/** Maximum lines; new ones replace the oldest. */
export const ringSize = 5000

export type TailState = 'connecting' | 'live' | 'reconnecting' | 'refused'

export type Tail = {
  readonly lines: readonly LogLine[]
  readonly state: TailState
  /** Why the hub refused. */
  readonly error?: ApiError
  /** Lines that arrived while the tail was paused. */
  readonly waiting: number
  /** Lines that arrived faster than they could be sent. */
  readonly skipped: number
  /** The connection was lost once: lines of that time are not among these. */
  readonly wasLost: boolean
}

const empty: readonly LogLine[] = []

/** Address of the stream of new lines. */
export const tailAddress = ({ from: _from, to: _to, ...filter }: LogFilter): string =>
  `./api/logs/tail?${new URLSearchParams(filter as Record<string, string>)}`

/** Adds new lines on top, newest first, and drops the oldest. */
export const joinLines = (fresh: readonly LogLine[], lines: readonly LogLine[]): readonly LogLine[] => {
  const newest = lines[0]
  const late = newest ? fresh.filter(({ ns }) => BigInt(ns) < BigInt(newest.ns)) : []
  if (late.length === 0) return [...fresh, ...lines].slice(0, ringSize)
  // Some arrive late and are sorted in.
  return [...fresh, ...lines]
    .toSorted((a, b) => (BigInt(a.ns) < BigInt(b.ns) ? 1 : BigInt(a.ns) > BigInt(b.ns) ? -1 : 0))
    .slice(0, ringSize)
}

const begun: Tail = { lines: empty, state: 'connecting', waiting: 0, skipped: 0, wasLost: false }

const retryMs = 2000

/**
 * The hub's error for the address: a stream that it ends has no reason. Undefined if the hub is unavailable, or accepts
 * streams again.
 */
const loadRefusal = async (address: string, signal: AbortSignal): Promise<ApiError | undefined> => {
  const look = new AbortController()
  try {
    await fetchFromHub(address, { signal: AbortSignal.any([signal, look.signal]) })
  } catch (error) {
    const isRefusal = error instanceof ApiError && error.code !== unreachableCode && !/^5\d\d$/.test(error.code)
    return isRefusal ? error : undefined
  } finally {
    look.abort()
  }
  return undefined
}

type Handlers = {
  readonly onState: (state: TailState, error?: ApiError) => void
  readonly onLines: (lines: readonly LogLine[], skipped: number) => void
}

/**
 * Follows an address until it is closed. The browser tries again by itself after a lost connection, but not after an
 * answer that is no stream.
 */
const openTail = (address: string, { onState, onLines }: Handlers): (() => void) => {
  const closed = new AbortController()
  let source: EventSource
  let timer: ReturnType<typeof setTimeout>
  const look = async (): Promise<void> => {
    const error = await loadRefusal(address, closed.signal)
    if (closed.signal.aborted) return
    if (error) onState('refused', error)
    else timer = setTimeout(connect, retryMs)
  }
  const connect = (): void => {
    source = new EventSource(address)
    source.addEventListener('open', () => onState('live'))
    source.addEventListener('error', () => {
      onState('reconnecting')
      if (source.readyState === EventSource.CLOSED) void look()
    })
    source.addEventListener('lines', (event) => {
      const { lines, skipped } = JSON.parse((event as MessageEvent<string>).data) as {
        lines: LogLine[]
        skipped: number
      }
      onLines(lines, skipped)
    })
  }
  connect()
  return () => {
    closed.abort()
    clearTimeout(timer)
    source.close()
  }
}

/** Follows the log. While paused, it continues to collect, and shows all lines when it resumes. */
export const useTail = (filter: LogFilter, { paused }: { paused: boolean }): Tail => {
  const [tail, setTail] = useState(begun)
  const held = useRef<readonly LogLine[]>(empty)
  const isPaused = useRef(paused)
  isPaused.current = paused
  const address = tailAddress(filter)
  useEffect(() => {
    held.current = empty
    setTail(begun)
    return openTail(address, {
      onState: (state, error) =>
        setTail((last) => {
          const wasLost = last.wasLost || (last.state === 'live' && state === 'reconnecting')
          return { ...last, state, wasLost, ...(error && { error }) }
        }),
      onLines: (lines, skipped) => {
        held.current = joinLines(lines, held.current)
        setTail((last) => ({
          ...last,
          skipped: last.skipped + skipped,
          ...(isPaused.current ? { waiting: last.waiting + lines.length } : { lines: held.current, waiting: 0 }),
        }))
      },
    })
  }, [address])
  useEffect(() => {
    if (!paused) setTail((last) => ({ ...last, lines: held.current, waiting: 0 }))
  }, [paused])
  return tail
}
