import { useEffect, useRef, useState } from 'preact/hooks'
import { returns } from './api.ts'

/**
 * Calls `start` when `key` changes, when the hub is back, and when the returned function is called. Its signal is
 * aborted when it is outdated or the component is unmounted; its answer must then be dropped.
 */
export const useAsking = (key: string | undefined, start: (signal: AbortSignal) => void): (() => void) => {
  const [turn, setTurn] = useState(0)
  const latest = useRef(start)
  latest.current = start
  useEffect(() => {
    if (key === undefined) return
    const abort = new AbortController()
    latest.current(abort.signal)
    return () => abort.abort()
  }, [key, turn, returns.value])
  return () => setTurn((last) => last + 1)
}
