import { useState } from 'preact/hooks'
import { setParams } from '../router.ts'
import { type LineRef, type LogLine, readLineRef, toLineParam } from './log-line.ts'

export type OpenLine = {
  /** The line that is open, as the address names it. */
  readonly ref: LineRef | undefined
  /** The same as a list had it, when it was opened from one. */
  readonly listed: LogLine | undefined
  readonly open: (line: LogLine) => void
  readonly close: () => void
}

/** The open line; it is in the address, so that Back closes it. Another search closes it too. */
export const useOpenLine = (): OpenLine => {
  const [pressed, setPressed] = useState<LogLine>()
  const ref = readLineRef()
  const isPressed = ref && pressed && toLineParam(pressed) === toLineParam(ref)
  return {
    ref,
    listed: isPressed ? pressed : undefined,
    open: (line) => {
      setPressed(line)
      setParams({ line: toLineParam(line) }, { replace: ref !== undefined })
    },
    close: () => setParams({ line: undefined }, { replace: true }),
  }
}
