import type { OtlpScope } from './context.ts'

/** Instrumentation scope of what the agent records itself. */
export const agentScope: OtlpScope = { name: 'plainsight' }
