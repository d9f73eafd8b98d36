import type { ErrorEntry } from './entry.ts'

/** Errors of clients that send telemetry. */
export const ingestErrors = {
  OTLP_UNDECODABLE: {
    status: 400,
    sentence: 'The body is not a valid OTLP {signal} request: {reason}',
    hint: 'Send an ExportServiceRequest of this signal, as protobuf or JSON according to the Content-Type.',
  },
  CONTENT_ENCODING_INVALID: {
    status: 400,
    sentence: 'The body cannot be decompressed as {encoding}: {reason}',
    hint: 'Compress the body as Content-Encoding states: gzip, deflate, zstd, br or identity.',
  },
  CONTENT_TYPE_UNSUPPORTED: {
    status: 415,
    sentence: 'Content-Type {type} is not supported here',
    hint: 'Use application/x-protobuf or application/json.',
  },
  BODY_TOO_LARGE: {
    status: 413,
    sentence: 'The body is larger than {limit} bytes{when}',
    hint: 'Send smaller batches, or raise PLAINSIGHT_MAX_BODY_BYTES / PLAINSIGHT_MAX_INFLATED_BYTES.',
  },
  REQUESTS_WAITING: {
    status: 429,
    retryAfter: 2,
    sentence: 'Too many large requests are in progress',
    hint: 'Retry in a moment, or send smaller batches.',
  },
  EVENT_NAME_INVALID: {
    status: 400,
    sentence:
      'The event name {name} is invalid: use resource.action in lower case: at least two parts of letters, digits and _ joined by dots, up to 120 characters',
    hint: 'Rename the event, for example order.placed.',
  },
  EVENT_NOT_DEFINED: {
    status: 400,
    sentence: 'The event {name} is not in the catalogue that defineEvents() was given',
    hint: 'Add it to the catalogue, or correct the name.',
  },
  EVENT_CATALOGUE_INVALID: {
    status: 400,
    sentence: 'The event {name} of the catalogue {reason}',
    hint: 'Rename the event or the property; docs/events.md has the rules.',
  },
  EVENT_CATALOGUE_MISSING: {
    status: 400,
    sentence: 'No event catalogue could be loaded from {path}: {reason}',
    hint: 'Name a module that exports what defineEvents() returned, for example ./src/events.js.',
  },
  EVENTS_NOT_KEPT: {
    status: 500,
    sentence: 'Usage events are not kept in memory in this process',
    hint: "Set PLAINSIGHT_EVENTS_TO=memory, or start({ eventsTo: ['memory'] }), before the first event.",
  },
  OTLP_GRPC_ELSEWHERE: {
    status: 415,
    sentence: 'This port accepts OTLP over HTTP; send OTLP over gRPC to port {port}',
    hint: 'Set OTEL_EXPORTER_OTLP_ENDPOINT to that port, or OTEL_EXPORTER_OTLP_PROTOCOL to http/protobuf.',
  },
  OTLP_GRPC_OFF: {
    status: 415,
    sentence: 'This port accepts OTLP over HTTP; OTLP over gRPC is off on this hub',
    hint: "Set OTEL_EXPORTER_OTLP_PROTOCOL to http/protobuf, or the hub's PLAINSIGHT_GRPC_PORT to 4317.",
  },
  OTLP_HTTP_ELSEWHERE: {
    status: 400,
    sentence: 'This port accepts OTLP over gRPC, without TLS; the page, the API and OTLP over HTTP are on port {port}',
    hint: 'Set OTEL_EXPORTER_OTLP_ENDPOINT to that port, or OTEL_EXPORTER_OTLP_PROTOCOL to grpc.',
  },
} as const satisfies Record<string, ErrorEntry>
