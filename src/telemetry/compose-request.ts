import { findMachineFields, findRefused } from './fields.ts'
import type { Settings } from './options.ts'
import type { Ping } from './pings.ts'
import type { Target } from './receiver.ts'
import type { TelemetryRequest } from './send-request.ts'

/** Collected values that are not declared, or do not match their declaration. The ping is not sent. */
export class RefusedFields extends Error {
  constructor(names: readonly string[]) {
    super(`these fields are not declared, or their values are not of the declared type: ${names.join(', ')}`)
    this.name = 'RefusedFields'
  }
}

const callCollect = (collect: Settings['collect']): unknown => {
  try {
    return collect()
  } catch (error) {
    throw new Error(`collect threw: ${error instanceof Error ? error.message : String(error)}`, { cause: error })
  }
}

const collectValues = (collect: Settings['collect']): Readonly<Record<string, unknown>> => {
  const values = callCollect(collect)
  if (values instanceof Promise) {
    // The promise is not awaited: its rejection must not end the process.
    values.catch(() => {})
    throw new Error('collect must not be asynchronous')
  }
  return (values ?? {}) as Readonly<Record<string, unknown>>
}

/** All that a ping holds, in the order of the declaration. */
const toProperties = (settings: Settings, { previousVersion }: Ping): Record<string, unknown> => {
  const { product, version, fields, collect } = settings
  const collected = collectValues(collect)
  const refused = findRefused(fields, collected)
  if (refused.length > 0) throw new RefusedFields(refused)
  const standard = { product, version, previous_version: previousVersion, ...findMachineFields() }
  return { ...standard, ...Object.fromEntries(Object.keys(fields).map((name) => [name, collected[name]])) }
}

/** A body contains neither a time nor a random number, so that the preview equals what is sent. */
const toBody = (settings: Settings, target: Target | undefined, ping: Ping, id: string): string => {
  const facts = { event: `telemetry.${ping.name}`, id, properties: toProperties(settings, ping) }
  return JSON.stringify(target ? target.toBody(facts) : facts)
}

/**
 * The request of a ping. Without a receiver its URL is empty.
 * @throws RefusedFields, and Error when `collect` throws
 */
export const composeRequest = (
  settings: Settings,
  target: Target | undefined,
  ping: Ping,
  id: string,
): TelemetryRequest => ({
  method: 'POST',
  url: target?.url ?? '',
  headers: {
    'content-type': 'application/json',
    'user-agent': `${settings.product}/${settings.version}`,
    ...target?.headers,
  },
  body: toBody(settings, target, ping, id),
})

/** The request as text: request line, headers, an empty line, body. Without a receiver only the body. */
export const toRequestText = ({ method, url, headers, body }: TelemetryRequest): string => {
  if (url === '') return `${body}\n`
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`)
  return `${[`${method} ${url}`, ...lines, '', body].join('\n')}\n`
}
