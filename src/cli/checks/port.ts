import { probePort, toHubUrl } from '../find-port.ts'
import type { Check } from './check.ts'

export const checkPort: Check = async ({ config }) => {
  const { host, port } = config.hub
  const name = 'Port'
  const state = await probePort(host, port)
  if (state === 'free') return [{ name, state: 'ok', says: `${port} is free` }]
  if (state === 'hub') return [{ name, state: 'ok', says: `a hub runs at ${toHubUrl(host, port)}` }]
  const mend =
    'Stop that program, or choose another port: PLAINSIGHT_PORT=4400. `plainsight dev` takes the next free one by itself.'
  return [{ name, state: 'wrong', says: `${port} on ${host} is taken by another program`, mend }]
}
