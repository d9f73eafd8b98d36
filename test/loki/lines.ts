import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Line } from './select.ts'

const toText = ({ nanoseconds, ...line }: Line): string => JSON.stringify({ ...line, nanoseconds: `${nanoseconds}` })

const toLine = (text: string): Line => {
  const { nanoseconds, ...line } = JSON.parse(text) as Omit<Line, 'nanoseconds'> & { nanoseconds: string }
  return { ...line, nanoseconds: BigInt(nanoseconds) }
}

export type Lines = {
  readonly all: readonly Line[]
  add(lines: readonly Line[]): void
}

/** Lines in memory and in a file, of which a later start knows what an earlier one took. */
export const openLines = (file: string): Lines => {
  mkdirSync(dirname(file), { recursive: true })
  const text = existsSync(file) ? readFileSync(file, 'utf8') : ''
  const all = text.split('\n').filter(Boolean).map(toLine)
  return {
    all,
    add: (lines) => {
      if (lines.length > 0) appendFileSync(file, `${lines.map(toText).join('\n')}\n`)
      for (const line of lines) all.push(line)
    },
  }
}
