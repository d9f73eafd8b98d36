import type { Config } from '../../config/schema.ts'
import { createLogEncoder } from '../logs/log-encoder.ts'
import type { LogRecord } from '../logs/log-record.ts'
import type { Losses, Road } from '../losses.ts'
import { agentScope } from '../otlp/envelope.ts'
import type { OtlpExporter } from '../otlp/exporter.ts'
import { writeReadableSpan } from '../otlp/readable-span.ts'
import type { OtlpScope } from '../otlp/records.ts'
import { writeServerSpan } from '../server/encode.ts'
import { isServerSpan } from '../storage.ts'
import type { Sink } from './sink.ts'

/**
 * Encodes each record at once, so that no objects are queued for export; the span of a request is never converted to an
 * SDK span.
 */
export const createOtlpSink = (config: Config, exporter: OtlpExporter, losses: Losses): Sink => {
  const encodeLog = createLogEncoder(config.otel)
  const [spans, logs, events] = [exporter.queueOf('traces'), exporter.queueOf('logs'), exporter.queueOf('events')]
  const logTo =
    (road: Road, queue: typeof logs) =>
    (record: LogRecord): void => {
      try {
        queue.write(record.scope, encodeLog, record)
      } catch (error) {
        losses.count(road, 1, `a record could not be encoded: ${error instanceof Error ? error.message : error}`)
      }
    }
  return {
    span: (span) => {
      if (isServerSpan(span)) spans.write(agentScope, writeServerSpan, span)
      else spans.write(span.instrumentationScope as OtlpScope, writeReadableSpan, span)
    },
    log: logTo('logs', logs),
    event: logTo('events', events),
    flush: exporter.flush,
    close: async () => exporter.close(),
  }
}
