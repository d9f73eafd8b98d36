/** Runtimes that run Node's code and are not Node: what a user does there instead. */
const instead: Readonly<Record<string, { readonly name: string; readonly advice: string }>> = {
  bun: {
    name: 'Bun',
    advice: 'Run the app with Node, or start an OpenTelemetry SDK in it that sends to the hub by OTLP',
  },
  deno: {
    name: 'Deno',
    advice: 'Deno sends telemetry by itself: set OTEL_DENO=true and OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:4318',
  },
}

const said = Symbol.for('plainsight.other-runtime')
type Process = typeof globalThis & { [said]?: true }

/**
 * Says once in a process, the hook's copy of this file or `start()`'s, what to do where the agent does not work; false
 * on Node.
 */
export const sayOtherRuntime = (): boolean => {
  const key = Object.keys(instead).find((name) => process.versions[name] !== undefined)
  if (key === undefined) return false
  const { name, advice } = instead[key] as (typeof instead)[string]
  const found = `${name} ${process.versions[key]}`
  if (!(globalThis as Process)[said])
    process.stderr.write(`plainsight: not started: it is for Node, and this is ${found}. ${advice}\n`)
  Object.defineProperty(globalThis, said, { value: true, configurable: true })
  return true
}
