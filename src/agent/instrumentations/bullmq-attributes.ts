import type { Attributes } from '@opentelemetry/api'

/** Attributes of a message of BullMQ, by the conventions for queues. */
export const toMessageAttributes = (queue: string, operation: 'send' | 'process'): Attributes => ({
  'messaging.system': 'bullmq',
  'messaging.destination.name': queue,
  'messaging.operation.type': operation,
  'messaging.operation.name': operation,
})
