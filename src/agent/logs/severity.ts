/** Severity as OTLP carries it: the number orders, the text is the logger's own word. */
export type Severity = { readonly number: number; readonly text: string }

/**
 * Numbers of the OpenTelemetry log data model.
 * @see https://opentelemetry.io/docs/specs/otel/logs/data-model/#field-severitynumber
 */
const byName: Readonly<Record<string, number>> = {
  silly: 1,
  trace: 1,
  verbose: 5,
  debug: 5,
  http: 9,
  info: 9,
  log: 9,
  notice: 10,
  warn: 13,
  warning: 13,
  error: 17,
  err: 17,
  crit: 18,
  critical: 18,
  alert: 19,
  fatal: 21,
  emerg: 21,
}

const info = 9

/** Severity of a level known by name; a level nobody knows counts as information. */
export const toNamedSeverity = (name: string): Severity => ({ number: byName[name.toLowerCase()] ?? info, text: name })

/** Levels of pino and bunyan: tens from 10 (trace) to 60 (fatal), what lies between is the step below plus a little. */
export const toNumberedSeverity = (level: number, name: string | undefined): Severity => {
  const step = Math.min(6, Math.max(1, Math.floor(level / 10)))
  const between = level > step * 10 ? 1 : 0
  return { number: (step - 1) * 4 + 1 + between, text: name ?? bunyanNames[step]! }
}

const bunyanNames = ['', 'trace', 'debug', 'info', 'warn', 'error', 'fatal'] as const
