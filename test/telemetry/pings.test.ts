import { once } from 'node:events'
import { mkdirSync, readFileSync, statSync, utimesSync } from 'node:fs'
import { hostname, userInfo } from 'node:os'
import { join } from 'node:path'
import { build } from 'rolldown'
import { describe, expect, test } from 'vitest'
import { eventually } from '../eventually.ts'
import { openEndpoint } from './endpoint.ts'
import { createProduct } from './product.ts'

const on = { ENABLE_TELEMETRY: 'true' }
const hourMs = 60 * 60 * 1000

/** Node flags that shift the clock of a process. */
const shiftClock = (ms: number): readonly string[] => [
  '--import',
  `data:text/javascript,const now = Date.now; Date.now = () => now() + ${ms}`,
]

const readBody = ({ body }: { readonly body: string }) => JSON.parse(body)

describe('when pings are sent', () => {
  test('one after the installation, one after each update, one a day', async () => {
    const endpoint = await openEndpoint()
    const product = createProduct({ receiver: endpoint.receiver })
    expect(await product.check({}, { env: on })).toEqual({ ping: 'install', outcome: 'sent' })
    const install = readBody(await endpoint.waitFor())
    expect(install).toMatchObject({ event: 'telemetry.install', properties: { product: 'acme-cli', version: '1.0.0' } })
    expect(install.id).toMatch(/^[0-9a-f]{64}$/)
    expect(await product.check({}, { env: on })).toEqual({ outcome: 'not-due' })

    expect(await product.check({ version: '1.1.0' }, { env: on })).toEqual({ ping: 'update', outcome: 'sent' })
    expect(readBody(await endpoint.waitFor(1))).toMatchObject({
      event: 'telemetry.update',
      id: install.id,
      properties: { version: '1.1.0', previous_version: '1.0.0' },
    })
    for (const version of ['1.0.0', '1.1.0', '1.0.0'])
      expect(await product.check({ version }, { env: on })).toEqual({ outcome: 'not-due' })

    const tooEarly = { env: on, node: shiftClock(24 * hourMs - 60_000) }
    expect(await product.check({ version: '1.1.0' }, tooEarly)).toEqual({ outcome: 'not-due' })
    const nextDay = { env: on, node: shiftClock(26 * hourMs) }
    expect(await product.check({ version: '1.1.0' }, nextDay)).toEqual({ ping: 'health', outcome: 'sent' })
    expect(readBody(await endpoint.waitFor(2))).toMatchObject({ event: 'telemetry.health', id: install.id })
    expect(await product.check({ version: '1.1.0' }, nextDay)).toEqual({ outcome: 'not-due' })
    expect(endpoint.requests).toHaveLength(3)
  })

  test('eight processes at once send one install ping', async () => {
    const endpoint = await openEndpoint()
    const product = createProduct({ receiver: endpoint.receiver })
    const results = await Promise.all(Array.from({ length: 8 }, () => product.check({}, { env: on })))
    expect(results.filter(({ outcome }) => outcome === 'sent')).toEqual([{ ping: 'install', outcome: 'sent' }])
    for (const { outcome } of results) expect(['sent', 'busy', 'not-due']).toContain(outcome)
    await endpoint.waitFor()
    expect(await product.check({}, { env: on })).toEqual({ outcome: 'not-due' })
    expect(endpoint.requests).toHaveLength(1)
    expect(product.files()).toEqual(['marker.json', 'salt'])
  })

  test('a clock that goes backwards neither repeats a ping nor silences the next', async () => {
    const endpoint = await openEndpoint()
    const product = createProduct({ receiver: endpoint.receiver })
    const future = { env: on, node: shiftClock(10 * 365 * 24 * hourMs) }
    expect(await product.check({}, future)).toEqual({ ping: 'install', outcome: 'sent' })
    expect(await product.check({}, { env: on })).toEqual({ outcome: 'not-due' })
    expect(await product.check({}, { env: on })).toEqual({ outcome: 'not-due' })
    const nextDay = { env: on, node: shiftClock(27 * hourMs) }
    expect(await product.check({}, nextDay)).toEqual({ ping: 'health', outcome: 'sent' })
  })

  test('a damaged marker is written again, and nothing is sent', async () => {
    const endpoint = await openEndpoint()
    const product = createProduct({ receiver: endpoint.receiver })
    await product.check({}, { env: on })
    product.writeState('marker.json', '{"id":')
    expect(await product.check({}, { env: on })).toEqual({ outcome: 'not-due' })
    expect(JSON.parse(product.readState('marker.json'))).toMatchObject({ versions: ['1.0.0'] })
    await endpoint.waitFor()
    expect(endpoint.requests).toHaveLength(1)
  })

  test('the lock of a process that was killed is in the way for one check at most', async () => {
    const endpoint = await openEndpoint()
    const product = createProduct({ receiver: endpoint.receiver })
    mkdirSync(product.folder, { recursive: true })
    product.writeState('lock', '')
    expect(await product.check({}, { env: on })).toEqual({ outcome: 'busy' })
    const longAgo = new Date(Date.now() - hourMs)
    utimesSync(join(product.folder, 'lock'), longAgo, longAgo)
    expect(await product.check({}, { env: on })).toEqual({ outcome: 'busy' })
    expect(await product.check({}, { env: on })).toEqual({ ping: 'install', outcome: 'sent' })
  })

  test('nothing is sent or written while it is off, or without a receiver', async () => {
    const endpoint = await openEndpoint()
    const product = createProduct({ receiver: endpoint.receiver })
    expect(await product.check()).toEqual({ outcome: 'off' })
    expect(await product.check({}, { env: { ...on, DO_NOT_TRACK: '1' } })).toEqual({ outcome: 'off' })
    expect(await product.check({ receiver: undefined }, { env: on })).toEqual({ outcome: 'no-receiver' })
    expect(product.files()).toEqual([])
    expect(endpoint.requests).toEqual([])
  })
})

describe('a host that telemetry must not disturb', () => {
  test.each([
    ['a home below a file', { HOME: '/dev/null/home' }],
    ['a home in a file system of the kernel', { HOME: '/proc' }],
    ['a relative home', { HOME: 'nowhere' }],
  ])('%s: what cannot be remembered is not sent', async (_, env) => {
    const endpoint = await openEndpoint()
    const product = createProduct({ receiver: endpoint.receiver })
    const result = await product.check({}, { env: { ...on, ...env, TELE_SALT: 'salt' } })
    expect(result).toMatchObject({ outcome: 'not-writable' })
    expect(endpoint.requests).toEqual([])
  })

  test('an endpoint that never answers holds neither the product nor its sender', async () => {
    const endpoint = await openEndpoint({ answer: '' })
    const product = createProduct({ receiver: endpoint.receiver })
    expect(await product.check({}, { env: on })).toEqual({ ping: 'install', outcome: 'sent' })
    // The product has ended; its request is still open, until the sender gives up.
    await endpoint.waitFor()
    expect(endpoint.countOpen()).toBe(1)
    await eventually('the sender gives up', () => endpoint.countOpen() === 0)
    expect(endpoint.requests).toHaveLength(1)
  })

  test.each([
    ['with process.exit right after the call', 'void telemetry.checkAndSend(); process.exit(7)', 7],
    ['with nothing left to do', 'void telemetry.checkAndSend()', 0],
    ['after waiting for the call', 'await telemetry.checkAndSend()', 0],
  ])('a product that ends %s has sent its ping', async (_, code, exitCode) => {
    const endpoint = await openEndpoint()
    const product = createProduct({ receiver: endpoint.receiver })
    expect(await product.run({ code }, { env: on })).toEqual({ code: exitCode, stdout: '', stderr: '' })
    expect(readBody(await endpoint.waitFor()).event).toBe('telemetry.install')
  })

  test('a product that may not start processes sends from a thread', async () => {
    const endpoint = await openEndpoint()
    const product = createProduct({ receiver: endpoint.receiver })
    const code = `if (process.permission.has('child')) throw new Error('processes are allowed')
      await telemetry.checkAndSend()
      setInterval(() => {}, 1000)`
    const network = process.allowedNodeEnvironmentFlags.has('--allow-net') ? ['--allow-net'] : []
    const node = ['--permission', '--allow-fs-read=*', '--allow-fs-write=*', '--allow-worker', ...network]
    const child = product.start({ code }, { env: on, node })
    expect(readBody(await endpoint.waitFor()).event).toBe('telemetry.install')
    child.kill()
    await once(child, 'close')
  })

  test('a product that is bundled into one file needs nothing beside it', async () => {
    const endpoint = await openEndpoint()
    const product = createProduct({ receiver: endpoint.receiver })
    const bundle = join(product.home, 'bundle.mjs')
    await build({ input: product.write({}), platform: 'node', output: { file: bundle, format: 'esm', minify: true } })
    expect(readFileSync(bundle, 'utf8')).not.toContain('create-telemetry.js')
    expect(await product.runFile(bundle, { env: on })).toMatchObject({ code: 0, stderr: '' })
    expect(readBody(await endpoint.waitFor()).event).toBe('telemetry.install')
  })

  test('a redirect is not followed', async () => {
    const other = await openEndpoint()
    const answer = `HTTP/1.1 307 Elsewhere\r\nlocation: ${other.url}/\r\ncontent-length: 0\r\nconnection: close\r\n\r\n`
    const endpoint = await openEndpoint({ answer })
    await createProduct({ receiver: endpoint.receiver }).check({}, { env: on })
    await endpoint.waitFor()
    await eventually('the sender ends', () => endpoint.countOpen() === 0)
    expect(other.requests).toEqual([])
  })

  test.each([
    ['throws', "() => { throw new Error('no disk') }", 'failed', 'collect threw: no disk'],
    ['returns what is not declared', "() => ({ email: 'jane@acme.test' })", 'refused', /: email$/],
    ['is asynchronous', 'async () => ({})', 'failed', 'collect must not be asynchronous'],
  ])('a collect that %s sends nothing, and is tried again', async (_, collect, outcome, message) => {
    const endpoint = await openEndpoint()
    const product = createProduct({ receiver: endpoint.receiver })
    const result = await product.check({ options: `collect: ${collect}` }, { env: on })
    expect(result.outcome).toBe(outcome)
    expect(result.message).toMatch(message)
    expect(endpoint.requests).toEqual([])
    expect(await product.check({}, { env: on })).toEqual({ ping: 'install', outcome: 'sent' })
  })
})

describe('what is sent', () => {
  /** Headers that `fetch` adds, as docs/telemetry.md lists them. */
  const byFetch = [
    'accept',
    'accept-encoding',
    'accept-language',
    'connection',
    'content-length',
    'host',
    'sec-fetch-mode',
  ]

  const preview = 'console.log(JSON.stringify(telemetry.preview()))'

  test.each([
    ['an endpoint', {}],
    ['an endpoint with a header', { headers: { authorization: 'Bearer key' } }],
    ['PostHog', { posthog: { apiKey: 'phc_key' } }],
  ])(
    'to %s is byte for byte what the preview showed before',
    async (_, { headers, posthog }: { headers?: object; posthog?: object }) => {
      const endpoint = await openEndpoint()
      const target = posthog
        ? { posthog: { ...posthog, host: endpoint.url } }
        : { endpoint: `${endpoint.url}/pings?a=1`, headers }
      const product = createProduct({
        receiver: JSON.stringify(target),
        options: `fields: { plugins: { type: 'count', description: 'Plugins.' } }, collect: () => ({ plugins: 3 })`,
      })
      const { ping, request, text } = JSON.parse((await product.run({ code: preview })).stdout)
      expect(ping).toBe('install')
      await product.check({}, { env: on })
      const captured = await endpoint.waitFor()
      const own = Object.entries(captured.headers).filter(([name]) => !byFetch.includes(name))
      expect(captured.requestLine).toBe(`POST ${request.url.replace(endpoint.url, '')} HTTP/1.1`)
      expect(own.toSorted()).toEqual(Object.entries(request.headers).toSorted())
      expect(captured.body).toBe(request.body)
      expect(text).toBe(
        [
          `POST ${request.url}`,
          ...Object.entries(request.headers).map((line) => line.join(': ')),
          '',
          request.body,
          '',
        ].join('\n'),
      )
    },
  )

  test('PostHog gets an event without a person, a place or an address', async () => {
    const endpoint = await openEndpoint()
    const env = { ...on, POSTHOG_API_KEY: 'phc_key', POSTHOG_HOST: endpoint.url }
    await createProduct().check({}, { env })
    const { requestLine, body } = await endpoint.waitFor()
    expect(requestLine).toBe('POST /i/v0/e/ HTTP/1.1')
    expect(JSON.parse(body)).toEqual({
      api_key: 'phc_key',
      event: 'telemetry.install',
      distinct_id: expect.stringMatching(/^[0-9a-f]{64}$/),
      properties: {
        product: 'acme-cli',
        version: '1.0.0',
        os: 'linux',
        arch: expect.any(String),
        node: process.versions.node,
        container: expect.any(Boolean),
        $lib: 'plainsight/telemetry',
        $process_person_profile: false,
        $geoip_disable: true,
        $ip: '0.0.0.0',
      },
    })
  })

  test('nothing of the environment, the paths, the names of the machine and its user, or the salt', async () => {
    const endpoint = await openEndpoint()
    const product = createProduct({ receiver: endpoint.receiver })
    const canaries = {
      USER: 'canary-user',
      LOGNAME: 'canary-logname',
      HOSTNAME: 'canary-host',
      EMAIL: 'canary@acme.test',
      AWS_SECRET_ACCESS_KEY: 'canary-secret',
      NODE_OPTIONS: '--title=canary-title',
      TELE_SALT: 'canary-salt',
      XDG_STATE_HOME: join(product.home, 'canary-state'),
    }
    mkdirSync(canaries.XDG_STATE_HOME)
    const args = ['--password', 'canary-password']
    expect(await product.check({}, { env: { ...on, ...canaries }, args })).toMatchObject({ outcome: 'sent' })
    const { raw } = await endpoint.waitFor()
    expect(raw).not.toContain('canary')
    for (const name of [product.home, hostname(), userInfo().homedir, 'ENABLE_TELEMETRY'])
      expect(raw).not.toContain(name)
  })

  test('PLAINSIGHT_TELEMETRY_DEBUG prints it instead', async () => {
    const endpoint = await openEndpoint()
    const product = createProduct({ receiver: endpoint.receiver })
    const shown = JSON.parse((await product.run({ code: preview })).stdout)
    for (const variable of ['PLAINSIGHT_TELEMETRY_DEBUG', 'ACME_CLI_TELEMETRY_DEBUG']) {
      const { stdout, stderr } = await product.run({}, { env: { ...on, [variable]: '1' } })
      expect(JSON.parse(stdout)).toEqual({ ping: 'install', outcome: 'printed' })
      expect(stderr).toBe(`acme-cli: telemetry, printed instead of sent:\n${shown.text}`)
    }
    const { stderr } = await product.run({}, { env: { PLAINSIGHT_TELEMETRY_DEBUG: '1' } })
    expect(stderr).toBe('acme-cli: telemetry, nothing to send: off\n')
    expect(endpoint.requests).toEqual([])
    expect(await product.check({}, { env: on })).toEqual({ ping: 'install', outcome: 'sent' })
  })
})

describe('the id', () => {
  const readId = async (
    product: ReturnType<typeof createProduct>,
    env: Record<string, string> = {},
  ): Promise<string> => {
    const { stdout } = await product.run(
      { code: 'console.log(JSON.parse(telemetry.preview().request.body).id)' },
      { env },
    )
    return stdout.trim()
  }

  test('comes from a random salt that only the user can read', async () => {
    const product = createProduct()
    const id = await readId(product)
    expect(await readId(product)).toBe(id)
    expect(await readId(createProduct())).not.toBe(id)
    expect(product.readState('salt')).toMatch(new RegExp(`^[0-9a-f]{64}\n${id}\n$`))
    expect(statSync(join(product.folder, 'salt')).mode & 0o777).toBe(0o600)
    expect(statSync(product.folder).mode & 0o777).toBe(0o700)
    product.writeState('salt', '')
    expect(await readId(product)).not.toBe(id)
    await product.run({ code: 'telemetry.reset()' })
    expect(product.files()).toEqual([])
    expect(await readId(product)).not.toBe(id)
  })

  test('comes from TELE_SALT where it is set, and then nothing is stored', async () => {
    const product = createProduct()
    const id = await readId(product, { TELE_SALT: 'ours' })
    expect(await readId(createProduct(), { TELE_SALT: 'ours' })).toBe(id)
    expect(await readId(product, { TELE_SALT: 'theirs' })).not.toBe(id)
    expect(product.files()).toEqual([])
  })
})
