/** Severity classes of OpenTelemetry: each is four numbers wide. */
export const severities = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'] as const
export type Severity = (typeof severities)[number]

const aliases: Readonly<Record<string, Severity>> = {
  verbose: 'trace',
  information: 'info',
  notice: 'info',
  warning: 'warn',
  err: 'error',
  critical: 'fatal',
  crit: 'fatal',
  emergency: 'fatal',
  panic: 'fatal',
}

/** The class that a person means; `undefined` for a word that is none. */
export const parseSeverity = (word: string): Severity | undefined => {
  const lower = word.toLowerCase()
  return severities.find((name) => name === lower) ?? aliases[lower]
}

/** Words in a severity text, by class; a text with none of them counts as info. */
const words: Readonly<Record<Exclude<Severity, 'info'>, readonly string[]>> = {
  trace: ['trace', 'verbose'],
  debug: ['debug'],
  warn: ['warn', 'warning'],
  error: ['error', 'err'],
  fatal: ['fatal', 'critical', 'crit', 'emergency', 'panic'],
}

const quote = (texts: readonly string[]): string => texts.map((text) => `'${text}'`).join(', ')

const known = Object.entries(words)

/** Class of a row without a number, as 0 (trace) to 5 (fatal), read from its text. */
const textClassSql = `transform(lower(SeverityText), [${quote(known.flatMap(([, texts]) => texts))}],
  [${known.flatMap(([name, texts]) => texts.map(() => severities.indexOf(name as Severity))).join(', ')}], toUInt8(2))`

const numberClassSql = 'toUInt8(intDiv(least(SeverityNumber, 24) - 1, 4))'

/** Class of a row as 0 (trace) to 5 (fatal): by its number, else by its text. For answers of few rows: reading texts costs. */
export const severityClassSql: string = `if(SeverityNumber > 0, ${numberClassSql}, toUInt8(${textClassSql}))`

/** Stands for "no number" in `quickClassSql`. */
export const unnumbered = 7

/** As `severityClassSql`, but rows without a number are `unnumbered`: counts millions of rows several times as fast. */
export const quickClassSql: string = `if(SeverityNumber = 0, ${unnumbered}, ${numberClassSql})`

/** Condition that a row is of one of some neighbouring classes. */
export const isSeverity = (wanted: readonly Severity[]): string => {
  const first = wanted[0]
  const last = wanted.at(-1)
  if (first === undefined || last === undefined) return '0'
  const highest = last === 'fatal' ? 255 : severities.indexOf(last) * 4 + 4
  const numbers = `SeverityNumber BETWEEN ${severities.indexOf(first) * 4 + 1} AND ${highest}`
  const others = known.filter(([name]) => !wanted.includes(name as Severity)).flatMap(([, texts]) => texts)
  const own = known.filter(([name]) => wanted.includes(name as Severity)).flatMap(([, texts]) => texts)
  const text = wanted.includes('info')
    ? others.length === 0
      ? '1'
      : `lower(SeverityText) NOT IN (${quote(others)})`
    : `lower(SeverityText) IN (${quote(own)})`
  return `(${numbers} OR (SeverityNumber = 0 AND ${text}))`
}
