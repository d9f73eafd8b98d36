import type { PinoLogger } from './pino-logger.ts'

/** Registered, since the app may have a copy of this package beside the one that watches it. */
const mark = Symbol.for('plainsight.logger')

/**
 * Marks our logger, and by inheritance its children: its lines are sent even where the app's own pino is left alone.
 */
export const markOwnLogger = (logger: object): void => {
  Object.defineProperty(logger, mark, { value: true })
}

export const isOwnLogger = (logger: PinoLogger): boolean => mark in logger
