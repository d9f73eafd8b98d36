import type { PinoLogger } from './pino-logger.ts'

const mark = Symbol('plainsight.logger')

/** Marks our logger, and by inheritance its children: its lines are sent even where the app's own pino is left alone. */
export const markOwnLogger = (logger: object): void => {
  Object.defineProperty(logger, mark, { value: true })
}

export const isOwnLogger = (logger: PinoLogger): boolean => mark in logger
