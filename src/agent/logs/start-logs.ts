import type { AgentContext } from '../context.ts'
import { sendEventsBy } from '../events.ts'
import { captureBunyan } from './bunyan-capture.ts'
import { captureConsole } from './console-capture.ts'
import { createLogEncoder } from './log-encoder.ts'
import type { EmitLog } from './log-record.ts'
import { setLoggerSettings, toLoggerSettings } from './logger-settings.ts'
import { isOwnLogger } from './own-logger.ts'
import { captureOlderPino, capturePino } from './pino-capture.ts'
import { captureWinston } from './winston-capture.ts'

/** Loggers of the app whose lines are sent; a further one is a file and a line. */
const captures: Readonly<Record<string, (emit: EmitLog) => void>> = {
  pino: captureOlderPino,
  winston: captureWinston,
  bunyan: captureBunyan,
  console: captureConsole,
}

/**
 * Starts the capture of the app's log lines (`PLAINSIGHT_LOG_CAPTURE`): they get the ids of the request they belong to and are
 * sent as OTLP log records; with `OTEL_LOGS_EXPORTER=none` they only get the ids. Nothing is opened before the first line.
 * Also the way out for `trackEvent`.
 */
export const startLogs = (context: AgentContext): void => {
  const { config } = context
  setLoggerSettings(() => toLoggerSettings(config, context.resourceAttributes))
  const isSent = config.otel.logsExporter !== 'none'
  const emit = isSent ? createEmit(context) : (): void => undefined
  if (isSent) sendEventsBy(emit)
  const names = config.agent.logCapture.filter((name) => name !== 'none')
  capturePino(emit, names.includes('pino') ? () => true : isOwnLogger)
  for (const name of names) {
    if (Object.hasOwn(captures, name)) captures[name]!(emit)
    else context.warnOnce(`log-capture-${name}`, toUnknownCapture(name))
  }
}

const toUnknownCapture = (name: string): string =>
  `PLAINSIGHT_LOG_CAPTURE names ${name}; known are ${Object.keys(captures).join(', ')} and none`

const createEmit = (context: AgentContext): EmitLog => {
  const encode = createLogEncoder(context.config.otel)
  return (record) => {
    try {
      context.queueOf('logs').write(record.scope, encode, record)
    } catch (error) {
      context.countLost('logs', 1, `a line could not be encoded: ${error instanceof Error ? error.message : error}`)
    }
  }
}
