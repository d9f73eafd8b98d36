import type { TestServer } from '../servers/server-process.ts'

/**
 * A library that speaks to a server, in an app that answers `GET /` with its help. Every value the app sends holds the
 * word `canary`.
 */
export type Client = {
  readonly name: string
  /** Whether its server is there. */
  readonly isThere: boolean
  /** Starts the server, where there is one. */
  start?(): Promise<TestServer>
  /** Default exports by their names; `* as name` for all exports. */
  readonly imports: Readonly<Record<string, string>>
  /** Other versions that the app finds under the name of a package. */
  readonly packages?: Readonly<Record<string, string>>
  /** Folder of packages that are not among ours. */
  readonly beside?: string | undefined
  /** Runs before the app listens; `port` is the server's, `run` differs from app to app. */
  readonly setup: string
  /** Answers `GET /`: the result goes back as JSON. */
  readonly work: string
  readonly answer: unknown
  /** Spans below the server span, in their order, without those of connecting. */
  readonly spans: readonly ExpectedSpan[]
}

export type ExpectedSpan = {
  readonly name: string
  readonly attributes?: Readonly<Record<string, unknown>>
  /** What the status says of a failure. */
  readonly error?: string | RegExp
  /** As in OTLP: 1 internal, 3 client, 4 producer, 5 consumer. */
  readonly kind?: number
  /** Place of the span above in the list; without it, the span of the request. */
  readonly below?: number
}

const toImport = {
  cjs: ([name, from]: readonly [string, string]): string => `const ${name.replace('* as ', '')} = require('${from}')`,
  mjs: ([name, from]: readonly [string, string]): string => `import ${name} from '${from}'`,
} as const

/** Code of the app, as either kind of module. */
export const toClientApp = ({ imports, setup, work }: Client, kind: 'cjs' | 'mjs', port: number): string => `
${Object.entries({ http: 'node:http', ...imports })
  .map(toImport[kind])
  .join('\n')}
const [port, run] = [${port}, '${kind}']
const start = async () => {
  ${setup}
  const work = async (request) => { ${work} }
  const server = http.createServer((request, response) => {
    work(request).then((result) => response.end(JSON.stringify(result)), (error) => response.writeHead(500).end(error.stack))
  })
  server.listen(0, '127.0.0.1', () => console.log('PORT ' + server.address().port))
}
start()
`
