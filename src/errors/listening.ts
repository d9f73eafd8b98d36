import type { ErrorEntry } from './entry.ts'

/** Errors of the ports that the hub listens on. */
export const listeningErrors = {
  PORT_TAKEN: {
    status: 500,
    sentence: 'Port {port} on {host} is in use',
    hint: 'Stop the other program, or choose another port with --port or PLAINSIGHT_PORT.',
  },
  GRPC_PORT_TAKEN: {
    status: 500,
    sentence: 'Port {port} on {host}, for OTLP over gRPC, is in use',
    hint: 'Stop the other program (an OpenTelemetry Collector?), choose another port with --grpc-port or PLAINSIGHT_GRPC_PORT, or set it to 0 to turn gRPC off.',
  },
  DOOR_PORT_TAKEN: {
    status: 500,
    sentence: 'Port {port} on {host}, for the ClickHouse door, is in use',
    hint: 'Stop the other program (a ClickHouse server?), or choose another port with PLAINSIGHT_CLICKHOUSE_DOOR.',
  },
  DOOR_NEEDS_EMBEDDED_STORE: {
    status: 500,
    sentence: 'PLAINSIGHT_CLICKHOUSE_DOOR serves the embedded store, but CLICKHOUSE_URL selects a server',
    hint: 'Connect your tools to that server directly, and unset PLAINSIGHT_CLICKHOUSE_DOOR.',
  },
  TOKEN_REQUIRED_FOR_HOST: {
    status: 500,
    sentence: 'To listen on {host}, the hub requires a token',
    hint: 'Set PLAINSIGHT_TOKEN, or listen on 127.0.0.1 only, which is the default.',
  },
  HUB_STOPPING: { status: 503, retryAfter: 2, sentence: 'The hub is stopping', hint: 'Retry in a moment.' },
} as const satisfies Record<string, ErrorEntry>
