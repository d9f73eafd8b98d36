import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { createRequire } from 'node:module'
import type { AgentContext } from '../context.ts'
import { beforeModule } from '../modules/hook-module.ts'
import type { LazyApi } from '../open-telemetry/lazy-api.ts'
import { type Library, libraries } from './table.ts'
import { loadHttpClient, wakeHttpClient } from './wake-http-client.ts'

const require = createRequire(import.meta.url)
const clients = ['http', 'undici'] as const

/** Watches calls out and libraries. Each instrumentation is loaded when the app first uses what it is for. */
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
}

const toSwitch = ({ config, warnOnce }: AgentContext): ((name: string) => boolean) => {
  const wanted = config.agent.instrumentations
  const known: readonly string[] = [...clients, ...Object.keys(libraries), 'all', 'none']
  for (const name of wanted.filter((word) => !known.includes(word))) {
    warnOnce(`instrumentation-${name}`, `there is no instrumentation ${name}; known are ${known.join(', ')}`)
  }
  return (name) => wanted.includes('all') || wanted.includes(name)
}

const wakeLibrary = (context: AgentContext, api: LazyApi, name: string, library: Library): void => {
  let asleep = true
  const wake = guarded(context, name, () => {
    if (!asleep) return
    asleep = false
    api.wake()
    library.load().create().enable()
  })
  for (const module of library.modules) beforeModule(module, wake)
}

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
    context.warnOnce(`instrumentation-${name}`, `${name} is not watched: ${(error as Error).message}`)
  }
}
