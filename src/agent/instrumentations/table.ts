import { createRequire } from 'node:module'
import type { Instrumentation } from '@opentelemetry/instrumentation'
import type { AgentContext } from '../context.ts'
import type { ChannelSpans } from './channel-spans.ts'

const require = createRequire(import.meta.url)

/** How a library is instrumented. The code is loaded when the app first uses the library. */
export type Library = {
  /** Packages whose loading activates it. */
  readonly modules: readonly string[]
  /** The stock instrumentation of OpenTelemetry, which patches the library. */
  stock?(): { create(): Instrumentation }
  /** Ours, if there is no stock one, or none that complies with our rules. */
  own?(): { create(context: AgentContext): void }
  /** The library's diagnostics channels: they need no patch, and work in a bundle too. */
  readonly channels?: Channels
}

export type Channels = {
  /** Names of its tracing channels. */
  readonly names: readonly string[]
  /** Range of versions that need no patch; without it, the channels are used only if the library is bundled. */
  readonly instead?: string
  load(): { readonly channels: Readonly<Record<string, ChannelSpans>> }
}

/**
 * Instrumented libraries; adding one takes a file and a line here. The names are those of
 * `PLAINSIGHT_INSTRUMENTATIONS`.
 */
export const libraries: Readonly<Record<string, Library>> = {
  pg: { modules: ['pg', 'pg-pool'], stock: () => require('./pg.js') },
  mysql: { modules: ['mysql'], stock: () => require('./mysql.js') },
  mysql2: {
    modules: ['mysql2'],
    stock: () => require('./mysql2.js'),
    channels: {
      names: ['mysql2:query', 'mysql2:execute', 'mysql2:pool:connect'],
      instead: '>=3.20.0',
      load: () => require('./mysql2-channels.js'),
    },
  },
  knex: { modules: ['knex'], stock: () => require('./knex.js') },
  mongodb: { modules: ['mongodb'], stock: () => require('./mongodb.js') },
  mongoose: { modules: ['mongoose'], stock: () => require('./mongoose.js') },
  redis: {
    modules: ['redis', '@redis/client', '@node-redis/client'],
    stock: () => require('./redis.js'),
    channels: {
      names: ['node-redis:command', 'node-redis:batch'],
      instead: '>=5.12.0',
      load: () => require('./redis-channels.js'),
    },
  },
  // No `instead`: it publishes a command when it is written, which may be long after the app's call and in another
  // context.
  ioredis: {
    modules: ['ioredis'],
    stock: () => require('./ioredis.js'),
    channels: { names: ['ioredis:command'], load: () => require('./ioredis-channels.js') },
  },
  graphql: {
    modules: ['graphql'],
    own: () => require('./graphql.js'),
    channels: {
      names: ['graphql:execute', 'graphql:subscribe'],
      instead: '>=17.0.0',
      load: () => require('./graphql-channels.js'),
    },
  },
  memcached: { modules: ['memcached'], stock: () => require('./memcached.js') },
  grpc: { modules: ['@grpc/grpc-js'], stock: () => require('./grpc.js') },
  'socket.io': { modules: ['socket.io'], stock: () => require('./socket-io.js') },
  'aws-sdk': {
    modules: ['@smithy/core', '@smithy/smithy-client', '@smithy/middleware-stack', '@aws-sdk/middleware-stack'],
    stock: () => require('./aws-sdk.js'),
  },
  bullmq: { modules: ['bullmq'], own: () => require('./bullmq.js') },
  amqplib: { modules: ['amqplib'], stock: () => require('./amqplib.js') },
  kafkajs: { modules: ['kafkajs'], stock: () => require('./kafkajs.js') },
}
