import type { ChannelSpans, Message } from './channel-spans.ts'
import { type RedisMessage, toRedisSpan } from './redis-command-span.ts'

type Command = RedisMessage & { readonly args: readonly unknown[] }
type Batch = Message & { readonly batchMode: 'MULTI' | 'PIPELINE'; readonly batchSize: number }

/** The arguments begin with the command. */
const command: ChannelSpans<Command> = {
  scope: 'redis',
  begin: (message) => toRedisSpan(message, message.args.slice(1)),
}

/** The commands of a transaction are published as one batch, those of a pipeline one by one as well. */
const batch: ChannelSpans<Batch> = {
  scope: 'redis',
  begin: (message) => {
    if (message.batchMode !== 'MULTI') return undefined
    const { name, options } = toRedisSpan({ ...message, command: 'MULTI' }, [])
    const attributes = { ...options.attributes, 'db.operation.batch.size': message.batchSize }
    return { name, options: { ...options, attributes } }
  },
}

export const channels: Readonly<Record<string, ChannelSpans>> = {
  'node-redis:command': command,
  'node-redis:batch': batch,
}
