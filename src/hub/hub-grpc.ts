import type { FastifyBaseLogger } from 'fastify'
import type { Access } from '../access/create-access.ts'
import { createCheckHost } from '../access/guard-host.ts'
import { createCheckOrigin } from '../access/origins.ts'
import type { Config } from '../config/schema.ts'
import { PlainsightError } from '../errors.ts'
import { type GrpcServer, openGrpc } from '../grpc/open-grpc.ts'
import type { ServerParts } from '../grpc/server-parts.ts'
import { encodings } from '../http/inflate.ts'
import type { Receivers } from '../ingest/create-receivers.ts'
import { createOtlpMethods } from '../ingest/otlp-methods.ts'
import { createGrpcCounters, createGrpcFigures } from './grpc-figures.ts'
import type { HubMetrics } from './hub-metrics.ts'

/** Ports for OTLP over gRPC, tried in turn, and whether it is a failure when none of them is free. */
export type GrpcChoice = { readonly ports: readonly number[]; readonly isRequired: boolean }

type Parts = {
  readonly config: Config
  readonly log: FastifyBaseLogger
  readonly metrics: HubMetrics
  readonly receivers: Receivers
  readonly access: Pick<Access, 'admit'>
}

/** The rules of the hub's door, for calls. */
const createAdmit = ({ config, access }: Parts): ServerParts['admit'] => {
  const checkHost = createCheckHost(config)
  const checkOrigin = createCheckOrigin(config)
  return (headers, peer) => {
    const host = headers[':authority'] ?? headers.host ?? ''
    checkHost(host)
    checkOrigin(headers, host)
    // The sign-in of a page is for the page.
    access.admit({ headers: { ...headers, cookie: undefined }, peer }, 'write')
  }
}

const toServerParts = (parts: Parts, httpPort: number): ServerParts => {
  const { config, log, metrics, receivers } = parts
  const counters = createGrpcCounters()
  metrics.observe(createGrpcFigures(counters))
  return {
    methods: createOtlpMethods(receivers),
    encodings,
    maxMessageBytes: config.hub.maxBodyBytes,
    admit: createAdmit(parts),
    elsewhere: new PlainsightError('OTLP_HTTP_ELSEWHERE', { port: httpPort }),
    countCall: (method, code) => void counters.calls[method ?? 'unknown']![code]++,
    countConnections: (open) => {
      counters.connections = open
    },
    log,
  }
}

const isTaken = (error: unknown): boolean => error instanceof PlainsightError && error.code === 'GRPC_PORT_TAKEN'

/**
 * Opens OTLP over gRPC on the first port that is free. When none is and none was set, the hub goes on without, and says
 * so: it has worked beside a Collector, whose port this is by default as well.
 * @throws PlainsightError `GRPC_PORT_TAKEN`
 */
export const openHubGrpc = async (
  parts: Parts,
  { ports, isRequired }: GrpcChoice,
  httpPort: number,
): Promise<GrpcServer | undefined> => {
  if (ports.length === 0) return undefined
  const serverParts = toServerParts(parts, httpPort)
  const { host } = parts.config.hub
  for (const port of ports) {
    try {
      return await openGrpc(serverParts, { host, port })
    } catch (error) {
      if (!isTaken(error) || (isRequired && port === ports.at(-1))) throw error
    }
  }
  parts.log.warn({ ports }, 'The port of OTLP over gRPC is taken: the hub goes on without it. See PLAINSIGHT_GRPC_PORT')
  return undefined
}
