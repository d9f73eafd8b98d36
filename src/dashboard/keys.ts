import { useEffect, useRef } from 'preact/hooks'

/** Keys to what they do: one key (`/`, `?`, `j`) or two after another (`g r`). */
export type KeyMap = Readonly<Record<string, () => void>>

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))

const bound = new Set<{ readonly current: KeyMap }>()
let before = ''
let forget: ReturnType<typeof setTimeout> | undefined

const run = (event: KeyboardEvent): void => {
  if (event.metaKey || event.ctrlKey || event.altKey || isTyping(event.target)) return
  const pair = `${before} ${event.key}`
  before = event.key
  clearTimeout(forget)
  forget = setTimeout(() => {
    before = ''
  }, 1000)
  const newest = [...bound].reverse()
  const map = newest.find(({ current }) => current[pair] ?? current[event.key])?.current
  const act = map?.[pair] ?? map?.[event.key]
  if (!act) return
  event.preventDefault()
  act()
}

/** Binds keys while a component is shown; the newest binding wins, and keys typed into a field are left alone. */
export const useKeys = (keys: KeyMap): void => {
  const latest = useRef(keys)
  latest.current = keys
  useEffect(() => {
    if (bound.size === 0) addEventListener('keydown', run)
    bound.add(latest)
    return () => {
      bound.delete(latest)
      if (bound.size === 0) removeEventListener('keydown', run)
    }
  }, [])
}
