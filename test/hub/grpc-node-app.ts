/** A program under the stock SDK for Node, with its gRPC exporters as they are: all they know comes from `OTEL_*`. */
import { logs, metrics, SeverityNumber, trace } from '@opentelemetry/api'
import { NodeSDK } from '@opentelemetry/sdk-node'

const sdk = new NodeSDK()
sdk.start()
trace.getTracer('sender').startSpan('work').end()
logs.getLogger('sender').emit({ severityNumber: SeverityNumber.WARN, body: 'worked' })
metrics.getMeter('sender').createCounter('jobs').add(3)
await sdk.shutdown()
