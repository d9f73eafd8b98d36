import type { AgentContext } from '../context.ts'

/** Warns once that a library cannot be instrumented. */
export const warnUnwatched = ({ warnOnce }: Pick<AgentContext, 'warnOnce'>, name: string, error: unknown): void =>
  warnOnce(`instrumentation-${name}`, `${name} is not instrumented: ${(error as Error)?.message}`)
