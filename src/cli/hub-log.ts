import { type Logger, pino } from 'pino'

const levels: Readonly<Record<number, string>> = {
  10: 'trace',
  20: 'debug',
  30: 'info',
  40: 'warn',
  50: 'error',
  60: 'fatal',
}

/** A readable line from a JSON line; further fields follow as `key=value`. */
const toLine = (json: string): string => {
  const {
    level,
    time,
    msg,
    pid: _pid,
    hostname: _host,
    name: _name,
    ...facts
  } = JSON.parse(json) as Record<string, unknown>
  const clock = new Date(Number(time)).toTimeString().slice(0, 8)
  const rest = Object.entries(facts).map(
    ([key, value]) => ` ${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
  )
  return `${clock} ${(levels[Number(level)] ?? '').padEnd(5)} ${msg ?? ''}${rest.join('')}\n`
}

/** The hub's own log on stdout: JSON lines, or readable lines in a terminal. */
export const createHubLog = ({ level, asJson }: { readonly level: string; readonly asJson: boolean }): Logger => {
  const options = { name: 'plainsight', level }
  if (asJson) return pino(options, pino.destination({ dest: 1, sync: true }))
  return pino(options, { write: (json: string) => process.stdout.write(toLine(json)) })
}
