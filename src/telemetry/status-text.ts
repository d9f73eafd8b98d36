import type { PingName } from './pings.ts'
import type { Rule } from './rules.ts'
import type { Status } from './status.ts'

const pad = (rows: readonly (readonly string[])[]): string[] => {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]!.length)))
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column]!))
      .join('  ')
      .trimEnd(),
  )
}

const toMinute = (time: string): string => `${time.slice(0, 16).replace('T', ' ')} UTC`

const toRuleRows = ({ rules, decidedBy }: Status): string[] =>
  pad(rules.map(({ name, found, says = '' }) => [name === decidedBy ? '>' : ' ', name, found, says]))

const toReason = ({ rules, decidedBy }: Status): string => {
  const { name, found } = rules.find((rule) => rule.name === decidedBy) as Rule
  if (name === 'default') return 'nobody switched it on'
  return name === 'stored consent' ? `consent ${found}` : found
}

const toFactRows = ({
  receiver,
  receiverFault,
  id,
  saltFrom,
  stateFolder,
  lastPingAt,
  nextHealthAt,
}: Status): string[] =>
  pad([
    ['Receiver', receiver ?? `none: ${receiverFault ?? 'nothing is sent'}`],
    ['Id', id === undefined ? 'none yet' : `${id}${saltFrom === 'TELE_SALT' ? ' (with TELE_SALT)' : ''}`],
    ['State', stateFolder ?? 'none: this user has no home folder, and nothing is sent'],
    ['Last ping', lastPingAt === undefined ? 'none' : toMinute(lastPingAt)],
    ...(nextHealthAt === undefined ? [] : [['Next', `health ping, not before ${toMinute(nextHealthAt)}`]]),
  ])

/** The status for people: what applies, which rule decided, and what is stored. */
export const toStatusText = (status: Status): string =>
  [
    `Telemetry of ${status.product} is ${status.enabled ? 'on' : 'off'}: ${toReason(status)}.`,
    '',
    ...toRuleRows(status),
    '',
    ...toFactRows(status),
    '',
  ].join('\n')

/** One sentence after a change: a variable may override it. */
export const toChangeText = (status: Status, wanted: boolean): string => {
  const { product, enabled, receiver } = status
  const stored = `${product}: telemetry is ${wanted ? 'on' : 'off'}.`
  if (enabled !== wanted)
    return `${product}: stored that telemetry ${wanted ? 'may be on' : 'must be off'}, but it is ${enabled ? 'on' : 'off'} now: ${toReason(status)}.\n`
  return `${stored}${wanted && receiver === undefined ? ' There is no receiver: nothing is sent.' : ''}\n`
}

/** The title above a preview, printed separately. */
export const toPreviewTitle = ({ product, enabled, receiver }: Status, ping: PingName): string => {
  const verb = enabled && receiver !== undefined ? 'is sent' : 'would be sent'
  const why = enabled ? (receiver === undefined ? ' There is no receiver.' : '') : ' Telemetry is off.'
  return `${product}: this ${verb} as ${ping} ping.${why}\n`
}
