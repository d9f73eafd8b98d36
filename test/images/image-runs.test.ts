import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sizeOf } from '../dist/empty-project.ts'
import { eventually } from '../eventually.ts'
import { findFreePort } from '../free-port.ts'
import { leaveOut } from '../leave-out.ts'
import { root } from '../root.ts'
import { type Builder, createBuilder, type Image } from './build-images.ts'
import { createVolume, startContainer } from './containers.ts'
import { parseDockerfile } from './dockerfile.ts'
import { findMissing } from './root-fs.ts'

const token = 'a-token-of-the-image-test'
const scratch = mkdtempSync(join(tmpdir(), 'plainsight-images-'))
afterAll(() => rmSync(scratch, { recursive: true, force: true, maxRetries: 5 }))

/** A minute on a quiet machine: it installs and builds from nothing, as Docker would. */
const buildTimeoutMs = 900_000

const toArchitecture = (): string => (process.arch === 'x64' ? 'amd64' : process.arch)

let builder: Builder
const buildHub = (engine: string): Image => builder.build('hub', { ENGINE: engine, TARGETARCH: toArchitecture() })

const sendLine = async (url: string, text: string): Promise<number> => {
  const record = { timeUnixNano: `${Date.now()}000000`, body: { stringValue: text } }
  const { status } = await fetch(`${url}/v1/logs`, {
    method: 'POST',
    body: JSON.stringify({ resourceLogs: [{ scopeLogs: [{ logRecords: [record] }] }] }),
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
  })
  return status
}

const findLines = async (url: string, text: string): Promise<unknown[]> => {
  const to = Date.now() + 60_000
  const query = new URLSearchParams({ from: `${to - 3_600_000}`, to: `${to}`, q: text })
  const answer = await fetch(`${url}/api/query/private/logs-search?${query}`, {
    headers: { authorization: `Bearer ${token}` },
  })
  return ((await answer.json()) as { lines: unknown[] }).lines
}

describe.skipIf(leaveOut('images, built and run without Docker', findMissing(scratch)))('the Dockerfile', () => {
  beforeAll(() => {
    const dockerfile = parseDockerfile(readFileSync(join(root, 'Dockerfile'), 'utf8'))
    const npmCache = execFileSync('npm', ['config', 'get', 'cache'], { encoding: 'utf8' }).trim()
    builder = createBuilder({ dockerfile, root, scratch, npmCache })
    for (const engine of ['chdb', 'none']) buildHub(engine)
    builder.build('demo')
  }, buildTimeoutMs)

  test('makes a hub that takes data as nobody in particular on a read-only root, and has it all after a stop', async () => {
    const image = buildHub('chdb')
    const port = await findFreePort()
    const url = `http://127.0.0.1:${port}`
    const data = createVolume(scratch, image)
    const env = { PLAINSIGHT_TOKEN: token, PLAINSIGHT_PORT: `${port}` }
    const first = startContainer(image, { scratch, env, data })
    await first.becomesHealthy()
    expect(first.status()).toMatch(/^Uid:\t10001\t10001\t10001\t10001\n/m)
    expect(first.status()).toMatch(/^CapEff:\t0+\n/m)
    expect((await fetch(`${url}/api/openapi.json`)).status).toBe(401)
    expect(await sendLine(url, 'the last words before the stop')).toBe(200)
    const { code, ms } = await first.stop()
    expect(code).toBe(0)
    expect(ms).toBeLessThan(10_000)

    const second = startContainer(image, { scratch, env, data })
    await second.becomesHealthy()
    expect(await eventually('the line', async () => (await findLines(url, 'words'))[0])).toMatchObject({
      body: 'the last words before the stop',
    })
    expect((await second.stop()).code).toBe(0)
  })

  test('makes a hub without the engine, which waits for its ClickHouse server', async () => {
    const image = buildHub('none')
    const data = createVolume(scratch, image)
    const modules = join(image.files, 'app/node_modules')
    expect(['chdb', '@chdb'].filter((name) => existsSync(join(modules, name)))).toEqual([])
    const port = await findFreePort()
    const env = { PLAINSIGHT_TOKEN: token, PLAINSIGHT_PORT: `${port}`, CLICKHOUSE_URL: 'http://127.0.0.1:9/plainsight' }
    const hub = startContainer(image, { scratch, data, env: { ...env, PLAINSIGHT_DRAIN_MS: '500' } })
    await hub.becomesHealthy()
    expect(await sendLine(`http://127.0.0.1:${port}`, 'kept for later')).toBe(200)
    expect((await hub.stop()).code).toBe(0)
    expect(readdirSync(join(data, 'journal')).length).toBeGreaterThan(0)
  })

  test('makes a hub that starts only with a token', async () => {
    const image = buildHub('none')
    const hub = startContainer(image, { scratch, data: createVolume(scratch, image) })
    expect(await hub.ended).toBe(1)
    expect(hub.output()).toContain('Set PLAINSIGHT_TOKEN')
  })

  test('makes a demo whose services are watched, and which goes when it is told to', async () => {
    const image = builder.build('demo')
    const env = { OTEL_TRACES_EXPORTER: 'none', OTEL_LOGS_EXPORTER: 'none', VISITS_PER_SECOND: '20' }
    const demo = startContainer(image, { scratch, env, isAlone: true })
    await demo.becomesHealthy()
    // The hook shows metrics a moment after its service listens.
    const scrape = (port: number): string => {
      try {
        return demo.read(`http://127.0.0.1:${port}/metrics`)
      } catch {
        return ''
      }
    }
    await eventually('the requests of the shop', () => scrape(9464).includes('http_route="/products/:id"') || undefined)
    await eventually('the requests of payments', () => scrape(9465).includes('http_route="/charges"') || undefined)
    expect((await demo.stop()).code).toBe(0)
  })

  test('puts into them what they need, and nothing else', () => {
    const hub = buildHub('none')
    const demo = builder.build('demo')
    expect(readdirSync(join(hub.files, 'app')).sort()).toEqual(['healthy.mjs', 'node_modules'])
    expect(readdirSync(join(demo.files, 'app')).sort()).toEqual(['healthy.mjs', 'node_modules', 'shop'])
    const names = readdirSync(hub.files, { recursive: true, encoding: 'utf8' })
    expect(names.filter((name) => /(^|\/)\.(env|npmrc|git)$/.test(name))).toEqual([])
    expect(sizeOf(hub.files) / 2 ** 20).toBeLessThan(60)
    expect(sizeOf(demo.files) / 2 ** 20).toBeLessThan(80)
  })
})
