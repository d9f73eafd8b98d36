import { agentOptions } from './agent-options.ts'
import { hubOptions } from './hub-options.ts'
import type { OptionValues } from './option.ts'
import { otelOptions } from './otel-options.ts'

/**
 * Every option of plainsight, once. Groups are the first part of a file key: `hub.port`, `agent.requestLog`,
 * `otel.serviceName`.
 */
export const schema: {
  readonly otel: typeof otelOptions
  readonly agent: typeof agentOptions
  readonly hub: typeof hubOptions
} = { otel: otelOptions, agent: agentOptions, hub: hubOptions }

export type Schema = typeof schema

/** Checked and frozen values of all options. */
export type Config = { readonly [G in keyof Schema]: OptionValues<Schema[G]> }
