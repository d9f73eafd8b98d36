import { type Column, putHex, putText } from '../../native/column.ts'

/**
 * Puts a trace or span id in hexadecimal; one of zeros, of no length or of a wrong length is no id and becomes empty
 * text.
 */
export const putId = (column: Column, bytes: Buffer, start: number, end: number, length: number): void => {
  if (end - start !== length || isZero(bytes, start, end)) putText(column, '')
  else putHex(column, bytes, start, end)
}

const isZero = (bytes: Buffer, start: number, end: number): boolean => {
  for (let i = start; i < end; i++) if (bytes[i] !== 0) return false
  return true
}

export const traceIdLength = 16
export const spanIdLength = 8
