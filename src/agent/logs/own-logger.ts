import type { PinoLogger } from './pino-logger.ts'

/** A registered symbol, because the app may have another copy of this package than the running agent. */
const mark = Symbol.for('plainsight.logger')

/**
 * Marks our logger, and by inheritance its children: its lines are sent even when the app's own pino is not captured.
 */
export const markOwnLogger = (logger: object): void => {
  Object.defineProperty(logger, mark, { value: true })
}

export const isOwnLogger = (logger: PinoLogger): boolean => mark in logger
