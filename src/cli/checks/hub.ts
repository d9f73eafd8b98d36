import { toHubUrl } from '../find-port.ts'
import type { Settings } from '../load-settings.ts'
import type { Check, Finding } from './check.ts'
import { type Receiver, toReceivers } from './receivers.ts'

const timeoutMs = 5_000
const maxSkewMs = 2_000

type Answer = { readonly status: number; readonly body: string; readonly aheadMs: number }

/** How far their clock is ahead of ours, as near as the `Date` header, in whole seconds, tells. */
const toAhead = (date: string | null, sent: number, received: number): number => {
  if (date === null) return 0
  const theirs = Date.parse(date)
  if (theirs + 1_000 < sent) return theirs + 1_000 - sent
  return theirs > received ? theirs - received : 0
}

const ask = async (url: string): Promise<Answer> => {
  const sent = Date.now()
  const answer = await fetch(url, { signal: AbortSignal.timeout(timeoutMs) })
  const received = Date.now()
  const aheadMs = toAhead(answer.headers.get('date'), sent, received)
  return { status: answer.status, body: await answer.text(), aheadMs }
}

const toLabel = ({ url, setBy }: Receiver): string => `${url} (${setBy.join(', ')})`

const toReady = ({ status, body }: Answer, receiver: Receiver): Finding => {
  const name = 'Hub'
  if (status === 200) return { name, state: 'ok', message: `${toLabel(receiver)} accepts data, and its store responds` }
  const fix = "See the hub's log (under `dev`: `hub.log` in its data folder)."
  return { name, state: 'wrong', message: `${toLabel(receiver)} is not ready: ${body.slice(0, 300)}`, fix }
}

const toClock = ({ aheadMs }: Answer, { url }: Receiver): Finding => {
  const name = 'Clock'
  if (Math.abs(aheadMs) < maxSkewMs) return { name, state: 'ok', message: `agrees with that of ${url}` }
  const seconds = Math.round(Math.abs(aheadMs) / 100) / 10
  const fix = 'Synchronise both machines by NTP: the spans of a trace are ordered by the clocks of their machines.'
  return {
    name,
    state: 'wrong',
    message: `is ${seconds} s ${aheadMs > 0 ? 'behind' : 'ahead of'} that of ${url}`,
    fix,
  }
}

const toSilent = (receiver: Receiver, { host, port }: Settings['config']['hub']): Finding => {
  const { url, setBy, isDefault } = receiver
  const hub = toHubUrl(host, port)
  const fix = !isDefault
    ? `Check ${setBy.join(', ')}, and that the receiver is running.`
    : new URL(url).port === `${port}`
      ? 'Start a hub: plainsight up, or plainsight dev -- node app.js.'
      : `The hub here is set to port ${port}: set OTEL_EXPORTER_OTLP_ENDPOINT=${hub} for apps started without \`plainsight dev\`.`
  return {
    name: 'Hub',
    state: isDefault ? 'note' : 'wrong',
    message: `nothing answers at ${toLabel(receiver)}`,
    fix,
  }
}

const checkReceiver = async (receiver: Receiver, { config }: Settings): Promise<Finding[]> => {
  const { url } = receiver
  try {
    const health = await ask(`${url}/healthz`)
    const clock = toClock(health, receiver)
    if (health.body.includes('"plainsight"')) return [toReady(await ask(`${url}/readyz`), receiver), clock]
    const fix = 'Nothing to do if this is intended: the agent exports to any OTLP receiver.'
    return [{ name: 'Hub', state: 'note', message: `${toLabel(receiver)} is not a plainsight hub`, fix }, clock]
  } catch {
    return [toSilent(receiver, config.hub)]
  }
}

/** Asks each receiver that apps started here export to. */
export const checkHub: Check = async (settings) =>
  (await Promise.all(toReceivers(settings).map((receiver) => checkReceiver(receiver, settings)))).flat()
