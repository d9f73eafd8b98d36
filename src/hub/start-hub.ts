import type { FastifyBaseLogger, FastifyInstance } from 'fastify'
import { isLoopback } from '../access/loopback.ts'
import { shortToken } from '../access/secret-owners.ts'
import type { Config } from '../config/schema.ts'
import { PlainsightError } from '../errors.ts'
import { toListenError } from '../http/listen.ts'
import type { GrpcChoice } from './hub-grpc.ts'
import { openHub } from './open-hub.ts'

export type RunningHub = {
  /** Where the page, the API and OTLP are, for example `http://127.0.0.1:4318`. */
  readonly url: string
  /** Port of OTLP over gRPC; undefined if it is not open. */
  readonly grpcPort: number | undefined
  /** Stops accepting requests, lets the store catch up within `hub.drainMs`, and closes it. Safe to call twice. */
  stop(): Promise<void>
}

export type HubStart = { readonly config: Config; readonly log: FastifyBaseLogger; readonly grpc: GrpcChoice }

const checkToken = ({ hub }: Config, log: FastifyBaseLogger): void => {
  if (isLoopback(hub.host)) return
  if (!hub.token) throw new PlainsightError('TOKEN_REQUIRED_FOR_HOST', { host: hub.host })
  if (hub.token.length < shortToken)
    log.warn(`PLAINSIGHT_TOKEN is shorter than ${shortToken} characters: it can be guessed`)
}

const listen = async (app: FastifyInstance, { hub: { host, port } }: Config): Promise<string> => {
  try {
    return await app.listen({ host, port })
  } catch (error) {
    throw toListenError(error, { host, port }, 'PORT_TAKEN')
  }
}

/**
 * Opens the hub and starts to listen.
 * @throws PlainsightError `TOKEN_REQUIRED_FOR_HOST`, `PORT_TAKEN`, `GRPC_PORT_TAKEN`, `DOOR_PORT_TAKEN`, and what
 * `openHub` throws
 */
export const startHub = async ({ config, log, grpc }: HubStart): Promise<RunningHub> => {
  checkToken(config, log)
  const { app, store, openDoor, openGrpc, close } = await openHub({ config, log })
  try {
    const url = await listen(app, config)
    const opened = await openGrpc(grpc, Number(new URL(url).port))
    await openDoor()
    log.info({ url, grpcPort: opened?.port, store: store.kind, dataDir: config.hub.dataDir }, 'The hub is open')
    return { url, grpcPort: opened?.port, stop: close }
  } catch (error) {
    await close()
    throw error
  }
}
