import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { createRequire } from 'node:module'
import type { AgentContext } from '../context.ts'
import { beforeModule } from '../modules/hook-module.ts'
import { isInRange } from '../modules/versions.ts'
import type { LazyApi } from '../open-telemetry/lazy-api.ts'
import { isTalkative, say } from '../warn.ts'
import type { openChannel } from './channel-spans.ts'
import { type Channels, type Library, libraries } from './table.ts'
import { wakeChannel } from './wake-channel.ts'
import { loadHttpClient, wakeHttpClient } from './wake-http-client.ts'
import { warnUnwatched } from './warn-unwatched.ts'

const require = createRequire(import.meta.url)
const clients = ['http', 'undici'] as const

/** Instruments outgoing calls and libraries. Each instrumentation is loaded when the app first uses its library. */
export const startInstrumentations = (context: AgentContext, api: LazyApi): void => {
  const isOn = toSwitch(context)
  const server = context.config.agent.httpServer === 'stock'
  const wakeHttp = guarded(context, 'http', () => {
    api.wake()
    loadHttpClient(context.config)
  })
  if (server) wakeHttp()
  else if (isOn('http')) wakeHttpClient(wakeHttp)
  if (isOn('undici')) wakeUndici(context, api)
  for (const [name, library] of Object.entries(libraries)) if (isOn(name)) wakeLibrary(context, api, name, library)
  if (isTalkative(context.config.otel.diagnosticLevel)) sayBundled(process.argv[1])
}

const sayBundled = (file: string | undefined): void => {
  if (file === undefined) return
  const { findBundled, describeBundled } = require('./find-bundled.js') as typeof import('./find-bundled.ts')
  const sentence = describeBundled(findBundled(file))
  if (sentence !== undefined) say(`libraries in the bundle ${file}; ${sentence}`)
}

const toSwitch = ({ config, warnOnce }: AgentContext): ((name: string) => boolean) => {
  const wanted = config.agent.instrumentations
  const known: readonly string[] = [...clients, ...Object.keys(libraries), 'all', 'none']
  for (const name of wanted.filter((word) => !known.includes(word))) {
    warnOnce(`instrumentation-${name}`, `there is no instrumentation ${name}; known are ${known.join(', ')}`)
  }
  return (name) => wanted.includes('all') || wanted.includes(name)
}

/**
 * A library is patched when it is loaded, unless its diagnostics channels are sufficient. The loading of a bundled
 * library cannot be observed, so its channels are used.
 */
const wakeLibrary = (context: AgentContext, api: LazyApi, name: string, library: Library): void => {
  const closeChannels = library.channels && wakeChannels(context, api, name, library.channels)
  let asleep = true
  const wake = (version: string | undefined): void => {
    if (!asleep || speaksForItself(library, version)) return
    asleep = false
    closeChannels?.()
    guarded(context, name, () => {
      api.wake()
      watchByPatch(context, library)
    })()
  }
  for (const module of library.modules) beforeModule(module, wake)
}

const speaksForItself = ({ channels }: Library, version: string | undefined): boolean =>
  channels?.instead !== undefined && version !== undefined && isInRange(version, channels.instead)

const watchByPatch = (context: AgentContext, { stock, own }: Library): void => {
  stock?.().create().enable()
  own?.().create(context)
}

/** For an app that runs the OpenTelemetry SDK itself: libraries that its stock instrumentations do not cover. */
export const startOwnInstrumentations = (context: AgentContext): void => {
  for (const [name, library] of Object.entries(libraries)) {
    if (library.own) wakeLibrary(context, { wake: () => undefined }, name, library)
  }
}

/** Waits for the events of a library; returns a function that stops this. */
const wakeChannels = (context: AgentContext, api: LazyApi, library: string, channels: Channels): (() => void) => {
  const warn = (error: unknown): void => warnUnwatched(context, library, error)
  const load = (name: string): ReturnType<typeof openChannel> | undefined => {
    try {
      api.wake()
      const described = channels.load().channels[name]
      return described && loadSpans().openChannel(name, described, warn)
    } catch (error) {
      warn(error)
      return undefined
    }
  }
  const stops = channels.names.map((name) => wakeChannel(name, () => load(name)))
  return () => {
    for (const stop of stops) stop()
  }
}

const loadSpans = (): typeof import('./channel-spans.ts') => require('./channel-spans.js')

/** Channel of undici, `fetch` included. @see https://undici.nodejs.org/#/docs/api/DiagnosticsChannel */
const requestMade = 'undici:request:create'

const wakeUndici = (context: AgentContext, api: LazyApi): void => {
  const wake = (message: unknown): void => {
    unsubscribe(requestMade, wake)
    guarded(context, 'undici', () => {
      api.wake()
      ;(require('./undici.js') as typeof import('./undici.ts')).create(message)
    })()
  }
  subscribe(requestMade, wake)
}

const guarded = (context: AgentContext, name: string, work: () => void) => (): void => {
  try {
    work()
  } catch (error) {
    warnUnwatched(context, name, error)
  }
}
