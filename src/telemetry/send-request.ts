import type { Environment } from './environment.ts'

const { basename, parse } = process.getBuiltinModule('node:path')

/**
 * One HTTP request, as it is sent, except for the headers that Node's `fetch` adds, which `docs/telemetry.md` lists.
 */
export type TelemetryRequest = {
  readonly method: 'POST'
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** In ms, including name resolution and TLS. */
const limitMs = 2000

const requestVariable = 'TELEMETRY_REQUEST'

/** Runs separately from the product, as a process or a thread. One attempt; its result is ignored. */
const senderScript = `setTimeout(() => process.exit(), ${limitMs})
const { url, ...init } = JSON.parse(process.env.${requestVariable})
fetch(url, { ...init, redirect: 'error' }).then(() => process.exit(), () => process.exit())`

/** Variables that the network of this machine may require. Not NODE_OPTIONS, whose hooks are meant for the product. */
const networkVariables = [
  'HTTP_PROXY',
  'HTTPS_PROXY',
  'NO_PROXY',
  'http_proxy',
  'https_proxy',
  'no_proxy',
  'NODE_USE_ENV_PROXY',
  'NODE_EXTRA_CA_CERTS',
  'NODE_USE_SYSTEM_CA',
  'SSL_CERT_FILE',
  'SSL_CERT_DIR',
  'SystemRoot',
] as const

const toSenderEnvironment = (env: Environment, request: TelemetryRequest): Record<string, string> => ({
  ...Object.fromEntries(networkVariables.flatMap((name) => (env[name] ? [[name, env[name]]] : []))),
  [requestVariable]: JSON.stringify(request),
})

/**
 * A program with another name may be the product itself with an embedded Node: spawning it would start the product
 * again.
 */
const isPlainNode = (): boolean => /^node(?:js)?[\d.-]*(?:\.exe)?$/i.test(basename(process.execPath))

const canStartProcess = (): boolean => isPlainNode() && process.permission?.has('child') !== false

/** Outlives the product, so that even a command that ends at once sends its ping, and neither waits for the other. */
const startProcess = (env: Record<string, string>): void => {
  const child = process.getBuiltinModule('node:child_process').spawn(process.execPath, ['-e', senderScript], {
    env,
    detached: true,
    stdio: 'ignore',
    windowsHide: true,
    // Not the product's folder, which then could not be removed or unmounted in the meantime.
    cwd: parse(process.execPath).root,
  })
  child.on('error', () => {})
  child.unref()
}

/** Ends with the product. */
const startThread = (env: Record<string, string>): void => {
  const { Worker } = process.getBuiltinModule('node:worker_threads')
  const thread = new Worker(senderScript, { eval: true, env, execArgv: [], stdout: true, stderr: true })
  thread.on('error', () => {})
  thread.unref()
}

/** Starts to send a request, and does not wait for it. */
export const sendRequest = (request: TelemetryRequest, env: Environment): void => {
  const senderEnv = toSenderEnvironment(env, request)
  if (canStartProcess()) startProcess(senderEnv)
  else startThread(senderEnv)
}
