import { useEffect, useState } from 'preact/hooks'
import type { ParamsOf } from '../api.ts'
import type { Earlier } from '../compare.ts'
import { type Answered, useAnswer } from '../use-answer.ts'
import { type EarlierLines, lineKey } from './request-measures.tsx'

type Filter = Omit<ParamsOf<'request-table'>, 'find'>

/** Pause in typing before the hub is queried, ms. */
const pauseMs = 200

const usePaused = (text: string): string => {
  const [paused, setPaused] = useState(text)
  useEffect(() => {
    const timer = setTimeout(() => setPaused(text), pauseMs)
    return () => clearTimeout(timer)
  }, [text])
  return paused
}

/** Services or routes. The page filters those that it has; where there are more, the hub filters all of them. */
export const useLines = (filter: Filter, find: string): Answered<'request-table'> => {
  const [isCut, setCut] = useState(false)
  const wanted = usePaused(find)
  const asked = isCut && wanted ? { ...filter, find: wanted } : filter
  const answer = useAnswer('request-table', asked)
  const { data, isCurrent } = answer
  useEffect(() => {
    if (data && isCurrent && asked === filter) setCut(data.total > data.lines.length)
  }, [data])
  return answer
}

/** The same services or routes at an earlier time; undefined while there is none to compare with. */
export const useEarlierLines = (filter: Filter, earlier: Earlier | undefined): EarlierLines | undefined => {
  const { data } = useAnswer('request-table', earlier && { ...filter, ...earlier.range })
  if (!data || !earlier) return undefined
  const lines = new Map(data.lines.map((line) => [lineKey(line), line]))
  return { name: earlier.name, seconds: data.seconds, lines, isWhole: data.total === data.lines.length }
}
