import { connect } from 'node:net'
import { type ErrorCode, PlainsightError } from '../errors.ts'

/** What listens on a port: nothing, a hub, or another program. */
export type PortState = 'free' | 'hub' | 'taken'

const timeoutMs = 1_000

const isListening = (host: string, port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect({ host, port, timeout: timeoutMs })
    const answer = (listening: boolean) => (): void => {
      socket.destroy()
      resolve(listening)
    }
    socket.once('connect', answer(true)).once('timeout', answer(true)).once('error', answer(false))
  })

/** An address to reach a hub that listens on all of them. */
const toReachableHost = (host: string): string => {
  if (host === '0.0.0.0') return '127.0.0.1'
  return host === '::' ? '[::1]' : host.includes(':') ? `[${host}]` : host
}

/** Base URL of a hub. */
export const toHubUrl = (host: string, port: number): string => `http://${toReachableHost(host)}:${port}`

/** Only a server whose answer names plainsight is a hub. */
export const probePort = async (host: string, port: number): Promise<PortState> => {
  const reachable = toReachableHost(host)
  if (!(await isListening(reachable.replace(/[[\]]/g, ''), port))) return 'free'
  try {
    const answer = await fetch(`${toHubUrl(host, port)}/healthz`, { signal: AbortSignal.timeout(timeoutMs) })
    const health = (await answer.json()) as { name?: unknown }
    return health.name === 'plainsight' ? 'hub' : 'taken'
  } catch {
    return 'taken'
  }
}

/** The same for a port of OTLP over gRPC, where a hub answers HTTP/1.1 with an error of its own. */
export const probeGrpcPort = async (host: string, port: number): Promise<PortState> => {
  if (!(await isListening(toReachableHost(host).replace(/[[\]]/g, ''), port))) return 'free'
  try {
    const answer = await fetch(toHubUrl(host, port), { signal: AbortSignal.timeout(timeoutMs) })
    const { error } = (await answer.json()) as { error?: { code?: unknown } }
    return error?.code === ('OTLP_HTTP_ELSEWHERE' satisfies ErrorCode) ? 'hub' : 'taken'
  } catch {
    return 'taken'
  }
}

/** @throws PlainsightError `TOKEN_NEEDED` if the hub at this address does not accept our token */
export const checkToken = async (url: string, token: string | undefined): Promise<void> => {
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` }
  const { status } = await fetch(`${url}/metrics`, { headers, signal: AbortSignal.timeout(5 * timeoutMs) })
  if (status === 401) throw new PlainsightError('TOKEN_NEEDED')
}
