import { readFileSync } from 'node:fs'
import type { Check, Finding } from './check.ts'

/** Start files of other agents. Two agents that patch the same modules record every span twice, or lose context. */
const others: readonly (readonly [pattern: RegExp, name: string])[] = [
  [/dd-trace/, 'Datadog'],
  [/newrelic/, 'New Relic'],
  [/elastic-apm-node/, 'Elastic APM'],
  [/@elastic\/opentelemetry-node/, 'Elastic OpenTelemetry'],
  [/@opentelemetry\/auto-instrumentations-node/, 'OpenTelemetry auto-instrumentations'],
  [/@splunk\/otel/, 'Splunk OpenTelemetry'],
  [/@honeycombio\/opentelemetry-node/, 'Honeycomb OpenTelemetry'],
  [/applicationinsights|@azure\/monitor-opentelemetry/, 'Azure Monitor'],
  [/@sentry\/[\w-]+\/(?:preload|import)|@sentry\/node\/init/, 'Sentry preload'],
  [/appsignal/, 'AppSignal'],
]

const ours = /plainsight[^\s"']*register|agent\/register\.cjs/g

const readScripts = (): Readonly<Record<string, string>> => {
  try {
    const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts?: Record<string, string> }
    return manifest.scripts ?? {}
  } catch {
    return {}
  }
}

const findIn = (place: string, text: string, isDoubled: boolean): Finding[] => {
  const name = 'Loaders'
  const foreign = others.filter(([pattern]) => pattern.test(text)).map(([, other]) => other)
  const found: Finding[] = foreign.map((other) => ({
    name,
    state: 'wrong',
    message: `${other} is also loaded, by ${place}`,
    fix: 'Run only one agent: remove the other loader, or turn plainsight off with OTEL_SDK_DISABLED=true.',
  }))
  if (!isDoubled) return found
  const fix = 'Remove one of them.'
  return [...found, { name, state: 'note', message: `the hook is loaded twice, by ${place}`, fix }]
}

/** Looks for a second loader in `NODE_OPTIONS` and in the scripts of this folder's package.json. */
export const checkLoaders: Check = async ({ env }) => {
  const options = env.NODE_OPTIONS ?? ''
  const hooked = options.match(ours)?.length ?? 0
  const found = [
    ...findIn('NODE_OPTIONS', options, hooked > 1),
    ...Object.entries(readScripts())
      .filter(([, line]) => /--require|--import|-r /.test(line))
      .flatMap(([script, line]) => {
        const count = line.match(ours)?.length ?? 0
        return findIn(`the script "${script}" of package.json`, line, count > 1 || (count > 0 && hooked > 0))
      }),
  ]
  return found.length > 0 ? found : [{ name: 'Loaders', state: 'ok', message: 'no other agent is loaded' }]
}
