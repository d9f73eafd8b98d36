/** Severity in OTLP: the number defines the order, the text is the logger's own name of the level. */
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

/** Severity of a level by its name; an unknown level counts as information. */
export const toNamedSeverity = (name: string): Severity => ({ number: byName[name.toLowerCase()] ?? info, text: name })

/**
 * Levels of pino and bunyan: multiples of ten from 10 (trace) to 60 (fatal); a value in between is the next lower step
 * plus a fraction.
 */
export const toNumberedSeverity = (level: number, name: string | undefined): Severity => {
  const step = Math.min(6, Math.max(1, Math.floor(level / 10)))
  const between = level > step * 10 ? 1 : 0
  return { number: (step - 1) * 4 + 1 + between, text: name ?? bunyanNames[step]! }
}

const bunyanNames = ['', 'trace', 'debug', 'info', 'warn', 'error', 'fatal'] as const
