import type { Check, Finding } from './check.ts'

const patienceMs = 5_000
const skewMs = 2_000

type Answer = { readonly status: number; readonly body: string; readonly aheadMs: number }

/** How far their clock is ahead of ours, as near as the `Date` header of one second tells. */
const toAhead = (date: string | null, sent: number, received: number): number => {
  if (date === null) return 0
  const theirs = Date.parse(date)
  if (theirs + 1_000 < sent) return theirs + 1_000 - sent
  return theirs > received ? theirs - received : 0
}

const ask = async (url: string): Promise<Answer> => {
  const sent = Date.now()
  const answer = await fetch(url, { signal: AbortSignal.timeout(patienceMs) })
  const received = Date.now()
  const aheadMs = toAhead(answer.headers.get('date'), sent, received)
  return { status: answer.status, body: await answer.text(), aheadMs }
}

const toReady = ({ status, body }: Answer): Finding => {
  const name = 'Hub'
  if (status === 200) return { name, state: 'ok', says: 'takes data, and its store answers' }
  const mend = 'Look at the log of the hub (`hub.log` in its data folder under `dev`).'
  return { name, state: 'wrong', says: `is not ready: ${body.slice(0, 300)}`, mend }
}

const toClock = ({ aheadMs }: Answer): Finding => {
  const name = 'Clock'
  if (Math.abs(aheadMs) < skewMs) return { name, state: 'ok', says: 'agrees with the hub' }
  const seconds = Math.round(Math.abs(aheadMs) / 100) / 10
  const mend = 'Let both machines keep time by NTP: spans of two machines are put in order by their clocks.'
  return { name, state: 'wrong', says: `is ${seconds} s ${aheadMs > 0 ? 'behind' : 'ahead of'} that of the hub`, mend }
}

/** Asks the hub that apps started here would send to. */
export const checkHub: Check = async ({ config, origins }) => {
  const base = config.otel.endpoint.replace(/\/+$/, '')
  const isAsked = origins['otel.endpoint']?.source !== 'default'
  try {
    const health = await ask(`${base}/healthz`)
    if (!health.body.includes('"plainsight"')) {
      const mend = 'Nothing to do if that is meant: any OTLP receiver will do.'
      return [{ name: 'Hub', state: 'note', says: `${base} is not a plainsight hub`, mend }, toClock(health)]
    }
    return [toReady(await ask(`${base}/readyz`)), toClock(health)]
  } catch {
    const says = `nobody answers at ${base}`
    const mend = isAsked
      ? 'Check OTEL_EXPORTER_OTLP_ENDPOINT.'
      : 'Start one: plainsight up, or plainsight dev -- node app.js.'
    return [{ name: 'Hub', state: isAsked ? 'wrong' : 'note', says, mend }]
  }
}
