import { expect, test } from 'vitest'
import { createTelemetry } from './create-telemetry.ts'

const right = { product: 'acme-cli', version: '1.0.0' } as const
const described = { description: 'For a test.' } as const

test.each([
  ['a product with a path in it', { product: '../acme' }, 'product must consist of lower-case letters'],
  ['a product in capitals', { product: 'Acme' }, 'product must consist of lower-case letters'],
  ['a version that is none', { version: 'latest' }, 'version must be a version'],
  ['a variable in small letters', { variable: 'acme' }, 'variable must consist of upper-case letters'],
  ['plain http', { receiver: { endpoint: 'http://telemetry.acme.test' } }, 'https:// URL'],
  ['no URL', { receiver: { endpoint: 'acme' } }, 'https:// URL'],
  ['a password in the URL', { receiver: { endpoint: 'https://a:b@acme.test' } }, 'without name and password'],
  ['a field with a standard name', { fields: { os: { type: 'boolean', ...described } } }, '"os" is sent in any case'],
  ['a field with capitals', { fields: { hostName: { type: 'boolean', ...described } } }, '"hostName" must consist'],
  ['a field without description', { fields: { a: { type: 'boolean', description: '' } } }, '"a" needs a description'],
  ['a choice of nothing', { fields: { a: { type: 'choice', values: [], ...described } } }, '"a" needs values'],
] as const)('%s is refused when the telemetry is created', (_, wrong, sentence) => {
  expect(() => createTelemetry({ ...right, ...wrong } as Parameters<typeof createTelemetry>[0])).toThrow(sentence)
})

const fields = {
  plugins: { type: 'count', ...described },
  manager: { type: 'choice', values: ['npm', 'pnpm'], ...described },
  typescript: { type: 'boolean', ...described },
  compiler: { type: 'version', ...described },
} as const

const previewWith = (values: Record<string, unknown>) => {
  const collect = (): never => values as never
  return createTelemetry({ ...right, fields, collect, receiver: false, env: { TELE_SALT: 'salt' } }).preview('health')
}

test('declared fields are sent in the order of their declaration, without those that have no value', () => {
  const { properties } = JSON.parse(previewWith({ compiler: '7.0.2', plugins: 3, manager: undefined }).request.body)
  expect(Object.keys(properties)).toEqual([
    'product',
    'version',
    'os',
    'arch',
    'node',
    'container',
    'plugins',
    'compiler',
  ])
})

test.each([
  ['a field that is not declared', { email: 'jane@acme.test' }, 'email'],
  ['a field of the prototype', { constructor: 1 }, 'constructor'],
  ['a text for a number', { plugins: '3' }, 'plugins'],
  ['a negative number', { plugins: -1 }, 'plugins'],
  ['a huge number', { plugins: 1e15 }, 'plugins'],
  ['a word that is not among the values', { manager: 'jane' }, 'manager'],
  ['a text for a version', { compiler: '/home/jane/bin' }, 'compiler'],
  ['a version with a name in it', { compiler: '7.0.2-jane' }, 'compiler'],
  ['an object', { typescript: { a: 1 } }, 'typescript'],
])('%s is refused by its name, and its value is not repeated', (_, values, name) => {
  expect(() => previewWith(values)).toThrow(new RegExp(`: ${name}$`))
})

test.each(['7.0.2', '8', '2.0.0-rc.1', '19.3.0-canary-20261201', '25.0.0-nightly20261201'])(
  '%s is a version',
  (compiler) => {
    expect(JSON.parse(previewWith({ compiler }).request.body).properties.compiler).toBe(compiler)
  },
)

test.each([
  ['https://eu.i.posthog.com', 'https://eu.i.posthog.com/i/v0/e/'],
  ['https://acme.test/ingest', 'https://acme.test/ingest/i/v0/e/'],
  ['https://acme.test/ingest/', 'https://acme.test/ingest/i/v0/e/'],
])('PostHog at %s, also behind a proxy with a path', (host, url) => {
  const env = { TELE_SALT: 'salt', POSTHOG_API_KEY: 'phc', POSTHOG_HOST: host }
  expect(createTelemetry({ ...right, env }).preview().request.url).toBe(url)
})

test.each(['http://posthog.acme.test', 'acme', 'https://a:b@acme.test'])(
  'POSTHOG_HOST=%s is no receiver, and the status says why',
  (host) => {
    const env = { POSTHOG_API_KEY: 'phc', POSTHOG_HOST: host }
    const status = createTelemetry({ ...right, env }).status()
    expect(status.receiver).toBeUndefined()
    expect(status.receiverFault).toBe('POSTHOG_HOST must be an https:// URL without name and password')
  },
)

test('TypeScript refuses values of another type', () => {
  createTelemetry({ ...right, fields, collect: () => ({ plugins: 1, manager: 'pnpm' }) })
  // @ts-expect-error: not one of the words.
  createTelemetry({ ...right, fields, collect: () => ({ manager: 'yarn' }) })
  // @ts-expect-error: not a number.
  createTelemetry({ ...right, fields, collect: () => ({ plugins: true }) })
})
