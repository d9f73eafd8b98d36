/** Severities from the least, with the token of each one's colour. */
export const severityColors = {
  trace: '--line-strong',
  debug: '--severity-debug',
  info: '--bars',
  warn: '--series-2',
  error: '--bad',
  fatal: '--series-4',
} as const

export type Severity = keyof typeof severityColors

export const severityNames = Object.keys(severityColors) as readonly Severity[]
