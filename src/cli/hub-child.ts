// The hub of `plainsight dev`: a separate process, so that no failure of the hub can affect the app.
import { once } from 'node:events'
import { type ConfigInput, loadConfig } from '../config/load.ts'
import { PlainsightError } from '../errors.ts'
import type { GrpcChoice } from '../hub/hub-grpc.ts'
import { startHub } from '../hub/start-hub.ts'
import { endNow } from './end-now.ts'
import { createHubLog } from './hub-log.ts'
import type { HubMessage } from './hub-messages.ts'

const send = (message: HubMessage): void => {
  if (process.connected) process.send?.(message)
}

const toMessage = (error: unknown): HubMessage =>
  error instanceof PlainsightError
    ? { code: error.code, facts: error.facts }
    : { crash: error instanceof Error ? (error.stack ?? error.message) : String(error) }

/** What the parent passes to its hub: settings as flags, and ports for gRPC. */
type HubInput = { readonly flags: ConfigInput; readonly grpc: GrpcChoice }

const run = async ({ flags, grpc }: HubInput): Promise<void> => {
  const { config } = loadConfig({ flags })
  const log = createHubLog({ level: config.hub.logLevel, asJson: true })
  // The channel closes whenever the parent ends or is killed, even while the hub starts.
  const alone = once(process, 'disconnect')
  const hub = await startHub({ config, log, grpc })
  send({ url: hub.url, grpcPort: hub.grpcPort })
  await alone
  await hub.stop().then(() => process.exit(), endNow)
}

run(JSON.parse(process.argv[2] ?? '{}') as HubInput).catch((error: unknown) => {
  send(toMessage(error))
  process.exitCode = 1
  process.disconnect?.()
})
