/** Severity classes of OpenTelemetry: each is four numbers wide, `trace` from 1 to 4. */
export const severities = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'] as const
export type Severity = (typeof severities)[number]

/**
 * Words that loggers use, by the number that they mean. First the table of the specification's appendix (syslog,
 * Windows, Log4j, zap, java.util.logging, .NET), then the short forms of Serilog, .NET's console, glog and logcat.
 * Where systems differ (`critical`, `panic`, `verbose`) the more common use counts.
 * @see https://opentelemetry.io/docs/specs/otel/logs/data-model-appendix/#appendix-b-severitynumber-example-mappings
 */
const byNumber: readonly (readonly [number: number, words: string])[] = [
  [1, 'finest verbose silly trc trce vrb v t'],
  [5, 'finer dbg dbug d'],
  [6, 'fine'],
  [7, 'config'],
  [9, 'information informational inform inf i success'],
  [10, 'notice'],
  [13, 'warning wrn w'],
  [17, 'err severe fail failure eror e'],
  [18, 'dpanic'],
  [19, 'alert'],
  [21, 'critical crit emergency emerg panic ftl assert c f'],
]

/** The names of the numbers themselves: `ERROR` is 17, `ERROR2` is 18. */
const ownNames = severities.flatMap((name, place) =>
  ['', '2', '3', '4'].map((step, i) => [name + step, place * 4 + i + 1] as const),
)

/** Number of each word, in lower case. */
export const severityNumbers: ReadonlyMap<string, number> = new Map([
  ...ownNames,
  ...byNumber.flatMap(([number, words]) => words.split(' ').map((word) => [word, number] as const)),
])

/** What stands around the word: `[ERROR]`, `LogLevel.Error`, `SEVERITY_NUMBER_ERROR`, `error:`. */
const wrapping = /^(?:.*[._])?[^a-z]*([a-z]+[2-4]?)[^a-z0-9]*$/

const maxTextLength = 40

/** The number that a severity text means, 1 to 24; 0 for a text that says nothing known. */
export const toSeverityNumber = (text: string): number => {
  if (text.length > maxTextLength) return 0
  const lower = text.toLowerCase()
  return severityNumbers.get(lower) ?? severityNumbers.get(wrapping.exec(lower)?.[1] ?? '') ?? 0
}

/** The class of a number from 1 on; numbers above those of the specification are `fatal`. */
export const toSeverity = (number: number): Severity =>
  severities[Math.min(severities.length - 1, Math.floor((number - 1) / 4))] ?? 'trace'
