import { PlainsightError } from '../errors.ts'
import { checkToken, probePort, toHubUrl } from './find-port.ts'
import type { Settings } from './load-settings.ts'
import { type HubProcess, startHubProcess } from './start-hub-process.ts'

/** The hub that receives an app's telemetry: started for it, or already running. */
export type FoundHub = Pick<HubProcess, 'url' | 'grpcPort' | 'onLost' | 'stop'> & { readonly isOurs: boolean }

const maxPorts = 20

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
    // Another program was faster. If it was another `dev`, both use its hub.
    const isHub = port !== 0 && (await probePort(host, port)) === 'hub'
    return isHub ? toRunning(toHubUrl(host, port), token) : undefined
  }
}

/**
 * Uses the hub on the configured port, or starts one there. If another program uses the port, takes the next free one,
 * unless the port is explicitly set.
 * @throws PlainsightError `PORT_TAKEN`, or why the hub could not start
 */
export const findHub = async (settings: Settings): Promise<FoundHub> => {
  const { host, port } = settings.config.hub
  const isExplicit = settings.origins['hub.port']?.source !== 'default'
  const last = isExplicit ? port : port + maxPorts
  for (let candidate = port; candidate <= last; candidate++) {
    const hub = await tryPort(settings, candidate)
    if (hub) return hub
  }
  throw new PlainsightError('PORT_TAKEN', { host, port })
}
