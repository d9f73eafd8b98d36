import { SpanKind, type SpanOptions } from '@opentelemetry/api'
import type { Message } from './channel-spans.ts'
import { toRedisText } from './redis-text.ts'

/** What Redis clients publish for a command. */
export type RedisMessage = Message & {
  readonly command: string
  readonly database?: number
  readonly serverAddress?: string
  readonly serverPort?: number
}

/** The span of a command: `SET`, with the text `SET ? ?`. */
export const toRedisSpan = (
  { command, database, serverAddress, serverPort }: RedisMessage,
  args: readonly unknown[],
): { name: string; options: SpanOptions } => ({
  name: command,
  options: {
    kind: SpanKind.CLIENT,
    attributes: {
      'db.system.name': 'redis',
      'db.operation.name': command,
      'db.query.text': toRedisText(command, args),
      ...(database !== undefined && { 'db.namespace': String(database) }),
      'server.address': serverAddress,
      'server.port': serverPort,
    },
  },
})
