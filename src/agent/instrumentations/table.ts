import { createRequire } from 'node:module'
import type { Instrumentation } from '@opentelemetry/instrumentation'

const require = createRequire(import.meta.url)

/** An instrumentation of a library: stock OpenTelemetry, loaded when the app loads the library. */
export type Library = {
  /** Packages whose loading wakes it. */
  readonly modules: readonly string[]
  /** Loads the instrumentation and switches it on. */
  load(): { create(): Instrumentation }
}

/**
 * Libraries that are watched: a further one is a file and a line. Their names go into `PLAINSIGHT_INSTRUMENTATIONS`.
 */
export const libraries: Readonly<Record<string, Library>> = {
  pg: { modules: ['pg', 'pg-pool'], load: () => require('./pg.js') },
  mysql2: { modules: ['mysql2'], load: () => require('./mysql2.js') },
  mongodb: { modules: ['mongodb'], load: () => require('./mongodb.js') },
  redis: { modules: ['redis', '@redis/client', '@node-redis/client'], load: () => require('./redis.js') },
  ioredis: { modules: ['ioredis'], load: () => require('./ioredis.js') },
  amqplib: { modules: ['amqplib'], load: () => require('./amqplib.js') },
  kafkajs: { modules: ['kafkajs'], load: () => require('./kafkajs.js') },
}
