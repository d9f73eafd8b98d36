import { type DestinationStream, type Logger, pino } from 'pino'
import { currentRequest, toFlagsText } from '../current-request.ts'
import { toWho } from '../request-context.ts'
import { agentStarted } from '../running.ts'
import { type LogFile, openLogFile } from './log-file.ts'
import { loggerSettings } from './logger-settings.ts'
import { markOwnLogger } from './own-logger.ts'

const createLogger = (): Logger => {
  const made = pino({ level: loggerSettings().level, base: null, mixin: toFields }, createDestination())
  markOwnLogger(made)
  agentStarted.subscribe(() => {
    made.level = loggerSettings().level
  })
  return made
}

/**
 * Read when a line is written: the logger may be imported before the agent is started. A field of the line itself takes
 * precedence.
 */
const toFields = (): object => {
  const { service, environment } = loggerSettings()
  const ids = currentRequest()
  return {
    ...(ids && { trace_id: ids.traceId, span_id: ids.spanId, trace_flags: toFlagsText(ids) }),
    ...(ids?.requestId !== undefined && { request_id: ids.requestId }),
    ...(ids && toWho(ids)),
    service,
    ...(environment !== undefined && { environment }),
  }
}

/** Opened when the first line is written, when all settings are known. */
const createDestination = (): DestinationStream & { flushSync(): void } => {
  let stdout: ReturnType<typeof pino.destination> | undefined
  let file: LogFile | undefined
  return {
    write: (line) => {
      if (stdout === undefined) {
        stdout = pino.destination(1)
        const settings = loggerSettings().file
        if (settings !== undefined) file = openLogFile(settings)
      }
      stdout.write(line)
      file?.write(line)
    },
    flushSync: () => stdout?.flushSync(),
  }
}

/**
 * A pino logger that writes JSON to stdout and, with `PLAINSIGHT_LOG_FILE`, to a rotated file. Each line carries
 * `service`, `environment` and, inside a request, `trace_id`, `span_id`, `trace_flags` and `request_id`. With the agent
 * running the lines are sent as OTLP logs too. Without the agent it simply logs. Level: `PLAINSIGHT_LOG_LEVEL`.
 * @see https://getpino.io
 */
export const logger: Logger = createLogger()

/**
 * Short for `logger.info({ event: name, ...fields }, name)`: `logEvent('project.created', { projectId })`. It writes a
 * log line, not a usage event; for those use `trackEvent`.
 */
export const logEvent = (name: string, fields: Readonly<Record<string, unknown>> = {}): void => {
  logger.info({ event: name, ...fields }, name)
}
