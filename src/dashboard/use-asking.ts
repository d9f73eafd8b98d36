import { useEffect, useRef, useState } from 'preact/hooks'
import { returns } from './api.ts'

/**
 * Asks when `key` changes, when the hub is back, and when tried again by what it returns. What is overtaken, or whose
 * part of the page is gone, is aborted: its signal says so, and what it answers is to be dropped.
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
