import { PlainsightError } from '../errors.ts'
import type { Fault } from './parse.ts'

/** One fault as a line. */
export const toFaultLine = ({ key, value, expected }: Fault): string => `${key} is ${value}, expected ${expected}`

/** All faults of a configuration, as one error. */
export const toConfigError = (faults: readonly Fault[]): PlainsightError =>
  new PlainsightError('CONFIG_INVALID', { faults: faults.map((fault) => `\n  - ${toFaultLine(fault)}`).join('') })
