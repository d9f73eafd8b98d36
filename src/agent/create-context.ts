import { createRequire } from 'node:module'
import type { Config } from '../config/schema.ts'
import type { Signal } from '../model.ts'
import type { AgentContext } from './context.ts'
import { createOtlpQueue, type OwnedQueue } from './otlp/queue.ts'
import type { Sender } from './otlp/sender.ts'
import { toResourceAttributes } from './resource.ts'
import { warnOnce } from './warn.ts'

const require = createRequire(import.meta.url)

/** What start and end need of the context, beside what the parts see. */
export type OwnedContext = {
  readonly context: AgentContext
  /** Sends what the queues hold; settles when sent or given up. */
  flush(): Promise<void>
  /** Whether there is anything to send at the end. */
  pending(): boolean
  /** Runs the steps that parts asked for at the end, once, then sends. */
  finish(): Promise<void>
  /** Export requests that were not acknowledged yet, for the last moment of a process. */
  unsent(): readonly { readonly signal: Signal; readonly body: Buffer }[]
}

/** Makes the context. What is heavy in it is made when first asked for. */
export const createContext = (config: Config): OwnedContext => {
  const queues = new Map<Signal, OwnedQueue>()
  const steps: (() => Promise<void> | void)[] = []
  const lost: Record<Signal, number> = { traces: 0, logs: 0, metrics: 0 }
  const attributes = lazy(() => toResourceAttributes(config, process.argv[1]))
  const resource = lazy(() => loadSdkResource().toSdkResource(attributes()))
  const sender = lazy(() => createSender(context))
  const context: AgentContext = {
    config,
    get resource() {
      return resource()
    },
    get resourceAttributes() {
      return attributes()
    },
    warnOnce,
    countLost: (signal, records, reason) => {
      lost[signal] += records
      warnOnce(`lost-${signal}`, `some ${signal} are lost: ${reason}`)
    },
    onShutdown: (step) => steps.push(step),
    queueOf: (signal) => {
      const queue = queues.get(signal) ?? createOtlpQueue(context, signal, sender)
      queues.set(signal, queue)
      return queue
    },
    post: (signal, parts) => sender().post(signal, parts),
  }
  const flush = async (): Promise<void> => {
    await Promise.all([...queues.values()].map((queue) => queue.flush()))
  }
  return {
    context,
    flush,
    pending: () => steps.length > 0 || [...queues.values()].some((queue) => queue.pending),
    finish: async () => {
      await Promise.allSettled(steps.splice(0).map(async (step) => step()))
      await flush()
    },
    unsent: () =>
      [...queues.values()].flatMap((queue) => queue.unsent().map((body) => ({ signal: queue.signal, body }))),
  }
}

const lazy = <T>(make: () => T): (() => T) => {
  let made: { readonly value: T } | undefined
  return () => {
    made ??= { value: make() }
    return made.value
  }
}

/** Loaded when first used: a process that never sends must not pay for them. */
const createSender = (context: AgentContext): Sender =>
  (require('./otlp/sender.js') as typeof import('./otlp/sender.ts')).createSender(context)

const loadSdkResource = (): typeof import('./sdk-resource.ts') => require('./sdk-resource.js')
