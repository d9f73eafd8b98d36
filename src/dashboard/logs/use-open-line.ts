import { useLayoutEffect, useRef, useState } from 'preact/hooks'
import { param, setParams } from '../router.ts'
import { type LineRef, type LogLine, readLineRef, toLineParam } from './log-line.ts'

export type OpenLine = {
  /** The line that is open, as the address names it. */
  readonly ref: LineRef | undefined
  /** The same as a list had it, when it was opened from one. */
  readonly listed: LogLine | undefined
  readonly open: (line: LogLine) => void
  readonly close: () => void
}

/** The line that is open; it stands in the address, and another `query` closes it. Back closes it as well. */
export const useOpenLine = (query: string): OpenLine => {
  const [pressed, setPressed] = useState<LogLine>()
  const ref = readLineRef()
  const isPressed = ref && pressed && toLineParam(pressed) === toLineParam(ref)
  const before = useRef({ query, line: param('line') })
  const close = (): void => setParams({ line: undefined }, { replace: true })
  useLayoutEffect(() => {
    const last = before.current
    const isLeft = last.query !== query && last.line !== '' && last.line === param('line')
    before.current = { query, line: isLeft ? '' : param('line') }
    if (isLeft) close()
  })
  return {
    ref,
    listed: isPressed ? pressed : undefined,
    open: (line) => {
      setPressed(line)
      setParams({ line: toLineParam(line) }, { replace: ref !== undefined })
    },
    close,
  }
}
