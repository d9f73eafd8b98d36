import { createRequire } from 'node:module'
import type { Config } from '../config/schema.ts'
import type { AgentContext } from './context.ts'
import { createDelivery, type Delivery } from './delivery/delivery.ts'
import type { Extensions } from './extensions.ts'
import { createLosses } from './losses.ts'
import { createOtlpExporter } from './otlp/exporter.ts'
import { toResourceAttributes } from './resource.ts'
import { createSelection } from './sampling/create-selection.ts'
import { chooseSinks } from './sinks/choose-sinks.ts'
import type { EventMemory } from './sinks/event-memory.ts'
import { createEventSinks } from './sinks/event-sinks.ts'
import { createOtlpSink } from './sinks/otlp-sink.ts'
import type { Sink, SinkHost } from './sinks/sink.ts'
import { createThrown } from './thrown.ts'
import type { Warnings } from './warn.ts'

const require = createRequire(import.meta.url)

/** What start and end need of the context, beside what the parts see. */
export type OwnedContext = {
  readonly context: AgentContext
  readonly delivery: Delivery
  /** Usage events that the sink `memory` has kept; undefined when it is not among the sinks. */
  eventMemory(): EventMemory | undefined
  /** Sends all that is pending, metrics included; settles when sent or given up. */
  flush(): Promise<void>
  /** Sends all that is pending, and stops recording. */
  shutdown(): Promise<void>
  /** Whether spans, log records or events wait to be sent. */
  isHolding(): boolean
  /** Whether there is anything to send at the end: metrics, too. */
  pending(): boolean
}

/** Makes the context. What is heavy in it is made when first used. */
export const createContext = (config: Config, extensions: Extensions, { warn, warnOnce }: Warnings): OwnedContext => {
  const flushSteps: Step[] = []
  const closeSteps: Step[] = []
  const losses = createLosses(warn)
  const attributes = lazy(() => toResourceAttributes(config, process.argv[1]))
  const resource = lazy(() => loadSdkResource().toSdkResource(attributes()))
  const delivery = createDelivery({ losses, warnOnce })
  const host: SinkHost = {
    config,
    losses,
    delivery,
    warnOnce,
    get resource() {
      return resource()
    },
    get resourceAttributes() {
      return attributes()
    },
  }
  const exporter = createOtlpExporter(host)
  const events = createEventSinks(host, extensions)
  const otlp = lazy(() => createOtlpSink(config, exporter, losses))
  const sinks = chooseSinks(config, {
    signals: { otlp, console: () => loadConsoleSink().createConsoleSink(config, resource()) },
    events: { otlp, ...events.table },
    added: [...events.own, ...openServices(host)],
  })
  const selection = createSelection(config, extensions.ignore, warnOnce, sinks)
  const context: AgentContext = {
    config,
    get resource() {
      return resource()
    },
    get resourceAttributes() {
      return attributes()
    },
    warnOnce,
    losses,
    ...selection,
    thrown: createThrown(warnOnce),
    post: exporter.post,
    onFlush: (step) => void flushSteps.push(step),
    onClose: (step) => void closeSteps.push(step),
  }
  const isHolding = (): boolean => delivery.held() > 0 || sinks.pending?.() === true
  const flush = async (): Promise<void> => void (await Promise.all([run(flushSteps), sinks.flush()]))
  return {
    context,
    delivery,
    eventMemory: events.memory,
    flush,
    shutdown: async () => {
      selection.tail?.settle()
      await flush()
      await run(closeSteps)
      await sinks.close()
    },
    isHolding,
    pending: () => flushSteps.length > 0 || isHolding(),
  }
}

/** Services of others, each switched on by its own variable, whatever the options name as exporters. */
const openServices = (host: SinkHost): Sink[] => {
  const { sentryDsn } = host.config.agent
  const opened = [sentryDsn === undefined ? undefined : loadSentrySink().createSentrySink(host, sentryDsn)]
  return opened.filter((sink) => sink !== undefined)
}

type Step = () => Promise<void> | void

const run = async (steps: readonly Step[]): Promise<void> =>
  void (await Promise.allSettled(steps.map(async (step) => step())))

const lazy = <T>(make: () => T): (() => T) => {
  let made: { readonly value: T } | undefined
  return () => {
    made ??= { value: make() }
    return made.value
  }
}

const loadSdkResource = (): typeof import('./sdk-resource.ts') => require('./sdk-resource.js')
const loadConsoleSink = (): typeof import('./sinks/console-sink.ts') => require('./sinks/console-sink.js')
const loadSentrySink = (): typeof import('./sinks/sentry-sink.ts') => require('./sinks/sentry-sink.js')
