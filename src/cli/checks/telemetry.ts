import { createOwnTelemetry } from '../telemetry.ts'
import type { Check } from './check.ts'

/** What plainsight sends about itself, for those who have to answer for a machine. */
export const checkTelemetry: Check = async () => {
  const { enabled, receiver = 'no receiver, so nothing is sent' } = createOwnTelemetry().status()
  const message = `${enabled ? 'on' : 'off'}; ${receiver} (plainsight telemetry status)`
  return [{ name: 'Telemetry of plainsight itself', state: 'ok', message }]
}
