import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { Agent, type IncomingMessage, request } from 'node:http'
import { connect } from 'node:net'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { appEnvironment, node, register } from '../agent/app.ts'
import type { Receiver } from '../agent/receiver.ts'
import { eventually } from '../eventually.ts'
import type { AppCase, AppRequest } from './app-case.ts'
import { writeFiles } from './prepare.ts'

export type Answer = { readonly status: number; readonly headers: readonly string[]; readonly body: string }

/** All that others see of an application that was started, asked and stopped. */
export type Seen = {
  readonly answers: readonly Answer[]
  readonly client: string
  readonly out: string
  readonly err: string
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
}

export type Run = { readonly seen: Seen; readonly requestIds: readonly string[] }

/** The ids that the hook adds to JSON lines, which is its work. */
const ids = /,?"(?:trace_id|span_id|trace_flags|request_id)":(?:"[^"]*"|\d+)/g

/** Frames of stack traces that are Node's own or the hook's, through which it calls the application. */
const frames = /^ +at .*(?:\/dist\/agent\/|[( ]node:).*\n?/gm

const toTidy = (text: string, varies: readonly RegExp[]): string =>
  varies.reduce((tidy, pattern) => tidy.replaceAll(pattern, ''), text.replaceAll(ids, '').replaceAll(frames, ''))

/** Headers as they came, in their order, without the one that the hook adds. */
const toHeaders = ({ rawHeaders }: IncomingMessage): readonly string[] =>
  rawHeaders.flatMap((name, at) => (at % 2 === 0 ? [`${name}: ${rawHeaders[at + 1]}`] : []))

const isRequestId = (header: string): boolean => header.toLowerCase().startsWith('x-request-id:')

const ask = (port: number, agent: Agent, { path, method, headers, body }: AppRequest): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const options = { host: '127.0.0.1', port, path, method: method ?? (body === undefined ? 'GET' : 'POST'), headers }
    const sent = request({ ...options, agent, timeout: 30_000 }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('error', reject)
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString('latin1')
        resolve({ status: response.statusCode ?? 0, headers: toHeaders(response), body: text })
      })
    })
    sent.on('timeout', () => sent.destroy(new Error(`no answer: ${path}`)))
    sent.on('error', reject)
    sent.end(body)
  })

const takesConnections = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy()
      resolve(true)
    }).on('error', () => resolve(false))
  })

const toEnvironment = (app: AppCase, port: number, receiver: Receiver | undefined): NodeJS.ProcessEnv => ({
  ...appEnvironment(receiver ? { receiver } : {}),
  NODE_ENV: 'production',
  NO_COLOR: '1',
  PORT: String(port),
  OTEL_METRICS_EXPORTER: 'otlp',
  OTEL_METRIC_EXPORT_INTERVAL: '200',
  // Each request is to be seen, of files too.
  PLAINSIGHT_IGNORE_TRACES: 'none',
  ...(receiver && {
    NODE_OPTIONS: app.hook === 'import' ? `--import file://${register}` : `--require ${register}`,
  }),
  ...app.env,
})

const talk = async ({ client }: AppCase, folder: string, port: number): Promise<string> => {
  if (client === undefined) return ''
  const options = { cwd: folder, timeout: 60_000 }
  return (await promisify(execFile)(node, [join(folder, client.file), String(port)], options)).stdout
}

/** Starts an application, sends it the requests in turn, stops it by SIGTERM, and tells what was seen of it. */
export const runApp = async (app: AppCase, folder: string, port: number, receiver?: Receiver): Promise<Run> => {
  if (app.data) rmSync(join(folder, app.data), { recursive: true, force: true })
  writeFiles(folder, app.files)
  const args = app.start.map((arg) => arg.replaceAll('PORT', String(port)))
  const child = spawn(node, args, { cwd: folder, env: toEnvironment(app, port, receiver) })
  const text = { out: '', err: '' }
  child.stdout.on('data', (chunk) => (text.out += chunk))
  child.stderr.on('data', (chunk) => (text.err += chunk))
  const closed = once(child, 'close') as Promise<[code: number | null, signal: NodeJS.Signals | null]>
  try {
    await eventually(`${app.name} that answers`, async () => {
      if (child.exitCode !== null) throw new Error(`${app.name} ended: ${text.out}${text.err}`)
      return (app.ready === undefined || text.out.includes(app.ready)) && (await takesConnections(port))
    })
    const answers: Answer[] = []
    // One connection, as a browser or a proxy would keep it.
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })
    for (const each of app.requests) answers.push(await ask(port, agent, each))
    agent.destroy()
    const said = await talk(app, folder, port)
    // A logger that writes asynchronously loses its last lines when a signal ends the app.
    for (const line of [app.last ?? '', ...app.requests.flatMap(({ log }) => log ?? [])])
      await eventually(`${line} in the output of ${app.name}`, () => (text.out + text.err).includes(line))
    child.kill('SIGTERM')
    const [code, signal] = await closed
    const varies = [/^date: .*/gim, /\(node:\d+\)/g, /"pid":\d+/g, ...(app.varies ?? [])]
    const tidy = (answer: Answer): Answer => ({
      status: answer.status,
      headers: answer.headers.filter((header) => !isRequestId(header)).map((header) => toTidy(header, varies)),
      body: toTidy(answer.body, varies),
    })
    const toOutput = (each: string): string => {
      const lines = toTidy(each, varies).split('\n')
      return (app.inAnyOrder ? lines.toSorted() : lines).join('\n')
    }
    const [out, err, client] = [text.out, text.err, said].map(toOutput) as [string, string, string]
    const requestIds = answers.map(({ headers }) => headers.find(isRequestId)?.slice('x-request-id: '.length) ?? '')
    return { seen: { answers: answers.map(tidy), client, out, err, code, signal }, requestIds }
  } finally {
    child.kill('SIGKILL')
  }
}
