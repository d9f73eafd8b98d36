import type { Instrumentation } from '@opentelemetry/instrumentation'
import { IORedisInstrumentation } from '@opentelemetry/instrumentation-ioredis'
import { toRedisText } from './redis-text.ts'

export const create = (): Instrumentation => new IORedisInstrumentation({ dbStatementSerializer: toRedisText })
