import type { Instrumentation } from '@opentelemetry/instrumentation'
import { RedisInstrumentation } from '@opentelemetry/instrumentation-redis'
import { toRedisText } from './redis-text.ts'

export const create = (): Instrumentation => new RedisInstrumentation({ dbStatementSerializer: toRedisText })
