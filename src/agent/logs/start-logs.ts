import type { AgentContext } from '../context.ts'
import { captureBunyan } from './bunyan-capture.ts'
import { captureConsole } from './console-capture.ts'
import type { EmitLog } from './log-record.ts'
import { isOwnLogger } from './own-logger.ts'
import { captureOlderPino, capturePino } from './pino-capture.ts'
import { captureWinston } from './winston-capture.ts'

/** Loggers of the app whose lines are sent; adding one takes a file and a line here. */
const captures: Readonly<Record<string, (context: AgentContext, emit: EmitLog) => void>> = {
  pino: captureOlderPino,
  winston: captureWinston,
  bunyan: captureBunyan,
  console: captureConsole,
}

/**
 * Starts the capture of the app's log lines (`PLAINSIGHT_LOG_CAPTURE`): they get the ids of their request and are
 * passed to the sinks of `OTEL_LOGS_EXPORTER`; with `none`, they only get the ids. Nothing is opened before the first
 * line.
 */
export const startLogs = (context: AgentContext): void => {
  const emit: EmitLog = context.sinks.log ?? ((): void => undefined)
  const names = context.config.agent.logCapture.filter((name) => name !== 'none')
  capturePino(emit, names.includes('pino') ? () => true : isOwnLogger)
  for (const name of names) {
    if (Object.hasOwn(captures, name)) captures[name]!(context, emit)
    else context.warnOnce(`log-capture-${name}`, toUnknownCapture(name))
  }
}

const toUnknownCapture = (name: string): string =>
  `PLAINSIGHT_LOG_CAPTURE names ${name}; known are ${Object.keys(captures).join(', ')} and none`
