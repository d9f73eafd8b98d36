import { connect } from 'node:net'
import { type ErrorCode, PlainsightError } from '../errors.ts'

/** Who listens on a port: nobody, a hub of ours, or some other program. */
export type PortState = 'free' | 'hub' | 'taken'

const patienceMs = 1_000

const isListening = (host: string, port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect({ host, port, timeout: patienceMs })
    const answer = (listening: boolean) => (): void => {
      socket.destroy()
      resolve(listening)
    }
    socket.once('connect', answer(true)).once('timeout', answer(true)).once('error', answer(false))
  })

/** Address to reach a hub at that listens on every one. */
const toReachableHost = (host: string): string => {
  if (host === '0.0.0.0') return '127.0.0.1'
  return host === '::' ? '[::1]' : host.includes(':') ? `[${host}]` : host
}

/** Base URL of a hub. */
export const toHubUrl = (host: string, port: number): string => `http://${toReachableHost(host)}:${port}`

/** Asks the port who is there; only an answer that names plainsight is a hub. */
export const probePort = async (host: string, port: number): Promise<PortState> => {
  const reachable = toReachableHost(host)
  if (!(await isListening(reachable.replace(/[[\]]/g, ''), port))) return 'free'
  try {
    const answer = await fetch(`${toHubUrl(host, port)}/healthz`, { signal: AbortSignal.timeout(patienceMs) })
    const health = (await answer.json()) as { name?: unknown }
    return health.name === 'plainsight' ? 'hub' : 'taken'
  } catch {
    return 'taken'
  }
}

/** The same of a port of OTLP over gRPC, where a hub tells programs that speak HTTP/1.1 whose port it is. */
export const probeGrpcPort = async (host: string, port: number): Promise<PortState> => {
  if (!(await isListening(toReachableHost(host).replace(/[[\]]/g, ''), port))) return 'free'
  try {
    const answer = await fetch(toHubUrl(host, port), { signal: AbortSignal.timeout(patienceMs) })
    const { error } = (await answer.json()) as { error?: { code?: unknown } }
    return error?.code === ('OTLP_HTTP_ELSEWHERE' satisfies ErrorCode) ? 'hub' : 'taken'
  } catch {
    return 'taken'
  }
}

/** @throws PlainsightError `TOKEN_NEEDED` when the hub at this address does not take our token */
export const checkToken = async (url: string, token: string | undefined): Promise<void> => {
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` }
  const { status } = await fetch(`${url}/metrics`, { headers, signal: AbortSignal.timeout(5 * patienceMs) })
  if (status === 401) throw new PlainsightError('TOKEN_NEEDED')
}
