import type { RefObject } from 'preact'
import { useLayoutEffect, useRef, useState } from 'preact/hooks'
import { applyCompletion, type Completion, type Completions, complete, type KnownKey } from './completion.ts'

export type CompletionState = {
  readonly options: readonly Completion[]
  /** Option that the arrow keys chose; -1 for none, so that Enter searches what was typed. */
  readonly at: number
  /** To be called when the text or the caret changed by hand. */
  readonly onTyped: () => void
  readonly onKeyDown: (event: KeyboardEvent) => void
  readonly accept: (option: Completion) => void
  readonly close: () => void
}

type Parts = {
  readonly input: RefObject<HTMLInputElement | null>
  readonly text: string
  readonly onText: (text: string) => void
  readonly keys: readonly KnownKey[]
}

const closed: Completions = { from: 0, to: 0, options: [] }

const moves: Readonly<Record<string, 1 | -1>> = { ArrowDown: 1, ArrowUp: -1 }

/**
 * Completion of a search field: opens while one types, never by itself. The arrows choose, Tab takes what is chosen or
 * else the first, Enter takes only what is chosen, Escape closes.
 */
export const useCompletion = ({ input, text, onText, keys }: Parts): CompletionState => {
  const [found, setFound] = useState<Completions>(closed)
  const [at, setAt] = useState(-1)
  const caret = useRef<number>(undefined)
  const { options } = found
  useLayoutEffect(() => {
    if (caret.current === undefined) return
    input.current?.setSelectionRange(caret.current, caret.current)
    caret.current = undefined
  }, [text])
  const show = (next: Completions): void => {
    setFound(next)
    setAt(-1)
  }
  const close = (): void => show(closed)
  const look = (value: string, place: number, { wanted }: { wanted: boolean }): void => {
    const next = complete(value, place, keys)
    // Between two terms everything would fit: suggest only on request.
    const isBetween =
      next.from === place && !value.slice(0, place).endsWith(':') && !/[<>=]$/.test(value.slice(0, place))
    show(isBetween && !wanted ? closed : next)
  }
  const lookHere = (wanted: boolean): void => {
    const element = input.current
    if (element && element.selectionStart === element.selectionEnd)
      look(element.value, element.selectionStart ?? 0, { wanted })
    else close()
  }
  const accept = (option: Completion): void => {
    const done = applyCompletion(text, found, option)
    caret.current = done.caret
    onText(done.text)
    input.current?.focus()
    if (option.isOpen) look(done.text, done.caret, { wanted: false })
    else close()
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    const by = moves[event.key]
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) {
      if (event.key !== ' ' || !event.ctrlKey) return
      lookHere(true)
    } else if (by && options.length === 0) {
      if (by > 0) lookHere(true)
      else return
    } else if (by) {
      setAt((now) => (now < 0 && by < 0 ? options.length - 1 : (now + by + options.length) % options.length))
    } else {
      const chosen =
        event.key === 'Tab' && !event.shiftKey
          ? options[Math.max(0, at)]
          : event.key === 'Enter'
            ? options[at]
            : undefined
      if (chosen) accept(chosen)
      else if (event.key === 'Escape' && options.length > 0) close()
      else return
    }
    event.preventDefault()
    event.stopPropagation()
  }
  return { options, at, onTyped: () => lookHere(false), onKeyDown, accept, close }
}
