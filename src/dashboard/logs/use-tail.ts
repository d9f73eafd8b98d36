import { useEffect, useRef, useState } from 'preact/hooks'
import { lookAtSession } from '../api.ts'
import type { LogFilter } from './log-filter.ts'
import type { LogLine } from './log-line.ts'

/** Lines that are kept; older ones leave as new ones come. */
export const ringSize = 5000

export type TailState = 'off' | 'connecting' | 'live' | 'lost' | 'refused'

export type Tail = {
  readonly lines: readonly LogLine[]
  readonly state: TailState
  /** Lines that came while the reader looked at older ones. */
  readonly waiting: number
  /** Lines that came faster than they can be sent. */
  readonly skipped: number
}

const empty: readonly LogLine[] = []

/** Address of the stream of new lines. */
export const tailAddress = ({ from: _from, to: _to, ...filter }: LogFilter): string =>
  `./api/logs/tail?${new URLSearchParams(filter as Record<string, string>)}`

/** Puts new lines on top of what is there, newest first, and lets go of the oldest. */
export const joinLines = (fresh: readonly LogLine[], lines: readonly LogLine[]): readonly LogLine[] => {
  const newest = lines[0]
  const late = newest ? fresh.filter(({ ns }) => BigInt(ns) < BigInt(newest.ns)) : []
  if (late.length === 0) return [...fresh, ...lines].slice(0, ringSize)
  // Some came late: they take their place among what is there.
  return [...fresh, ...lines]
    .toSorted((a, b) => (BigInt(a.ns) < BigInt(b.ns) ? 1 : BigInt(a.ns) > BigInt(b.ns) ? -1 : 0))
    .slice(0, ringSize)
}

/** Follows the log while `on`. Paused, it goes on collecting, and shows all at once when it runs again. */
export const useTail = (filter: LogFilter, { on, paused }: { on: boolean; paused: boolean }): Tail => {
  const [tail, setTail] = useState<Tail>({ lines: empty, state: 'off', waiting: 0, skipped: 0 })
  const held = useRef<readonly LogLine[]>(empty)
  const isPaused = useRef(paused)
  isPaused.current = paused
  const address = tailAddress(filter)
  useEffect(() => {
    held.current = empty
    if (!on) {
      setTail({ lines: empty, state: 'off', waiting: 0, skipped: 0 })
      return
    }
    setTail({ lines: empty, state: 'connecting', waiting: 0, skipped: 0 })
    const source = new EventSource(address)
    source.addEventListener('open', () => setTail((last) => ({ ...last, state: 'live' })))
    // A stream that the hub refused is closed for good; any other failure the browser tries again by itself.
    source.addEventListener('error', () => {
      const state = source.readyState === EventSource.CLOSED ? 'refused' : 'lost'
      // Why it was refused is not said; that the sign-in has ended is the likely reason.
      if (state === 'refused') void lookAtSession()
      setTail((last) => ({ ...last, state }))
    })
    source.addEventListener('lines', (event) => {
      const { lines, skipped } = JSON.parse((event as MessageEvent<string>).data) as {
        lines: LogLine[]
        skipped: number
      }
      held.current = joinLines(lines, held.current)
      setTail((last) => ({
        ...last,
        state: 'live',
        skipped: last.skipped + skipped,
        ...(isPaused.current ? { waiting: last.waiting + lines.length } : { lines: held.current, waiting: 0 }),
      }))
    })
    return () => source.close()
  }, [address, on])
  useEffect(() => {
    if (!paused) setTail((last) => ({ ...last, lines: held.current, waiting: 0 }))
  }, [paused])
  return tail
}
