import { probePort, toHubUrl } from '../find-port.ts'
import type { Check } from './check.ts'

export const checkPort: Check = async ({ config }) => {
  const { host, port } = config.hub
  const name = 'Port'
  const state = await probePort(host, port)
  if (state === 'free') return [{ name, state: 'ok', message: `${port} is free` }]
  if (state === 'hub') return [{ name, state: 'ok', message: `a hub runs at ${toHubUrl(host, port)}` }]
  const fix =
    'Stop that program, or choose another port (PLAINSIGHT_PORT=4400). `plainsight dev` takes the next free port by itself.'
  return [{ name, state: 'wrong', message: `${port} on ${host} is in use by another program`, fix }]
}
