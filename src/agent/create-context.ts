import { createRequire } from 'node:module'
import type { Config } from '../config/schema.ts'
import type { Signal } from '../model.ts'
import type { AgentContext, Unsent } from './context.ts'
import { createLosses } from './losses.ts'
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
  /** Records that the queues hold, those on their way included. */
  held(): number
  /** Runs the steps that parts want at the end, and sends what is held, all signals side by side. */
  finish(): Promise<void>
  /** Gives up what is on its way: it is held again. */
  giveUp(): void
  /** Waits for the answers to what is on its way, blocking the process for `milliseconds` in all: the last moment of a process. */
  awaitAnswers(milliseconds: number): void
  /** What was not acknowledged yet, for the same moment. */
  unsent(): readonly Unsent[]
}

/** Makes the context. What is heavy in it is made when first asked for. */
export const createContext = (config: Config): OwnedContext => {
  const queues = new Map<Signal, OwnedQueue>()
  const steps: (() => Promise<void> | void)[] = []
  const losses = createLosses()
  const posted = new Set<Unsent>()
  const attributes = lazy(() => toResourceAttributes(config, process.argv[1]))
  const resource = lazy(() => loadSdkResource().toSdkResource(attributes()))
  let sender: Sender | undefined
  const openSender = (): Sender => {
    sender ??= createSender(context)
    return sender
  }
  const context: AgentContext = {
    config,
    get resource() {
      return resource()
    },
    get resourceAttributes() {
      return attributes()
    },
    warnOnce,
    countLost: losses.count,
    reportLost: losses.report,
    onShutdown: (step) => steps.push(step),
    queueOf: (signal) => {
      const queue = queues.get(signal) ?? createOtlpQueue(context, signal, openSender)
      queues.set(signal, queue)
      return queue
    },
    post: async (signal, parts) => {
      const post = { signal, records: 1, body: Buffer.concat(parts), failure: undefined }
      posted.add(post)
      const done = (): void => void posted.delete(post)
      return openSender().post(signal, [post.body], done).finally(done)
    },
  }
  const all = (): OwnedQueue[] => [...queues.values()]
  const flush = async (): Promise<void> => {
    await Promise.all(all().map((queue) => queue.flush()))
  }
  return {
    context,
    flush,
    pending: () => steps.length > 0 || posted.size > 0 || all().some((queue) => queue.held > 0),
    held: () => all().reduce((sum, queue) => sum + queue.held, posted.size),
    finish: async () => {
      // At each end: an app that decides itself when it ends serves on after the signal.
      const wanted = Promise.allSettled(steps.map(async (step) => step()))
      await Promise.all([...all().map((queue) => queue.finish()), wanted])
    },
    giveUp: () => sender?.giveUp(),
    awaitAnswers: (milliseconds) => sender?.awaitAnswers(milliseconds),
    unsent: () => [...all().flatMap((queue) => queue.unsent()), ...posted],
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
