import { PlainsightError } from '../errors.ts'
import { checkToken, probePort, toHubUrl } from './find-port.ts'
import type { Settings } from './load-settings.ts'
import { type HubProcess, startHubProcess } from './start-hub-process.ts'

/** The hub that takes an app's telemetry: started for it, or one that ran already. */
export type FoundHub = Pick<HubProcess, 'url' | 'grpcPort' | 'onLost' | 'stop'> & { readonly isOurs: boolean }

const portsTried = 20

const toRunning = async (url: string, token: string | undefined): Promise<FoundHub> => {
  await checkToken(url, token)
  return { url, isOurs: false, onLost: () => undefined, stop: async () => undefined }
}

const isPortTaken = (error: unknown): boolean => error instanceof PlainsightError && error.code === 'PORT_TAKEN'

const tryPort = async (settings: Settings, port: number): Promise<FoundHub | undefined> => {
  const { host, token } = settings.config.hub
  const state = port === 0 ? 'free' : await probePort(host, port)
  if (state === 'hub') return toRunning(toHubUrl(host, port), token)
  if (state === 'taken') return undefined
  try {
    return { ...(await startHubProcess({ ...settings, port })), isOurs: true }
  } catch (error) {
    if (!isPortTaken(error)) throw error
    // Somebody was faster. If that was another `dev`, its hub serves us both.
    const isHub = port !== 0 && (await probePort(host, port)) === 'hub'
    return isHub ? toRunning(toHubUrl(host, port), token) : undefined
  }
}

/**
 * Uses the hub on the configured port, or starts one there. When another program has the port, the next free one is taken,
 * unless somebody asked for this very port.
 * @throws PlainsightError `PORT_TAKEN`, or what kept the hub from starting
 */
export const findHub = async (settings: Settings): Promise<FoundHub> => {
  const { host, port } = settings.config.hub
  const isAsked = settings.origins['hub.port']?.source !== 'default'
  const last = isAsked ? port : port + portsTried
  for (let candidate = port; candidate <= last; candidate++) {
    const hub = await tryPort(settings, candidate)
    if (hub) return hub
  }
  throw new PlainsightError('PORT_TAKEN', { host, port })
}
