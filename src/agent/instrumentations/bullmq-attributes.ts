import type { Attributes } from '@opentelemetry/api'

/** Attributes of a BullMQ message, by the semantic conventions for messaging. */
export const toMessageAttributes = (queue: string, operation: 'send' | 'process'): Attributes => ({
  'messaging.system': 'bullmq',
  'messaging.destination.name': queue,
  'messaging.operation.type': operation,
  'messaging.operation.name': operation,
})
