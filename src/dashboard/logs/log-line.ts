import type { AnswerOf } from '../api.ts'
import { param } from '../router.ts'

export type LogLine = AnswerOf<'logs-search'>['lines'][number]

/** What names a line for good: its digest and its instant. */
export type LineRef = { readonly id: string; readonly ns: string }

/** A line as the address has it. */
export const toLineParam = ({ id, ns }: LineRef): string => `${id}:${ns}`

/** The line that is open, as the address has it. */
export const readLineRef = (): LineRef | undefined => {
  const [, id, ns] = /^(\d{1,20}):(\d{1,19})$/.exec(param('line')) ?? []
  return id && ns ? { id, ns } : undefined
}
