import { context, trace } from '@opentelemetry/api'
import type { ChannelSpans } from './channel-spans.ts'
import { type RedisMessage, toRedisSpan } from './redis-command-span.ts'

type Command = RedisMessage & { readonly args: readonly unknown[] }

/**
 * As in the stock instrumentation: commands without a parent span are those of the client itself, and are not traced.
 */
const command: ChannelSpans<Command> = {
  scope: 'ioredis',
  begin: (message) => (trace.getSpan(context.active()) === undefined ? undefined : toRedisSpan(message, message.args)),
}

export const channels: Readonly<Record<string, ChannelSpans>> = { 'ioredis:command': command }
