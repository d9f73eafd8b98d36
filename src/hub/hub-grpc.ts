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

/** Ports for OTLP over gRPC, tried in this order, and whether it is an error if none of them is free. */
export type GrpcChoice = { readonly ports: readonly number[]; readonly isRequired: boolean }

type Parts = {
  readonly config: Config
  readonly log: FastifyBaseLogger
  readonly metrics: HubMetrics
  readonly receivers: Receivers
  readonly access: Pick<Access, 'admit'>
}

/** Checks that a call may send data. */
const createAdmit = ({ config, access }: Parts): ServerParts['admit'] => {
  const checkHost = createCheckHost(config)
  const checkOrigin = createCheckOrigin(config)
  return (headers, peer) => {
    const host = headers[':authority'] ?? headers.host ?? ''
    checkHost(host)
    checkOrigin(headers, host)
    // A sign-in of the page counts only on the page.
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
 * Opens OTLP over gRPC on the first port that is free. If none is free and none was set, the hub runs without it and
 * logs that: a Collector, which uses this port by default too, may run beside it.
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
  parts.log.warn({ ports }, 'The port of OTLP over gRPC is in use: the hub runs without it. See PLAINSIGHT_GRPC_PORT')
  return undefined
}
