import type { Instrumentation } from '@opentelemetry/instrumentation'
import { KafkaJsInstrumentation } from '@opentelemetry/instrumentation-kafkajs'

export const create = (): Instrumentation => new KafkaJsInstrumentation()
