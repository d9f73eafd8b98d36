import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { hubThreadPoolSize } from '../../src/cli/thread-pool.ts'
import { engineVersion } from '../../src/engine/engine-path.ts'
import { root } from '../root.ts'
import { isSent, listContext, loadIgnoreRules } from './context.ts'
import { type Instruction, parseDockerfile, parseExec, type Stage } from './dockerfile.ts'

const dockerfile = parseDockerfile(readFileSync(join(root, 'Dockerfile'), 'utf8'))
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  devDependencies: Record<string, string>
}
const stageOf = (name: string): Stage => dockerfile.stages.find((stage) => stage.name === name)!
const find = (name: string, keyword: string): Instruction[] =>
  stageOf(name).instructions.filter((instruction) => instruction.keyword === keyword)
const textOf = (name: string, keyword: string): string => find(name, keyword).at(-1)?.text ?? ''

const images = ['hub', 'demo']

describe('what the images are built on', () => {
  test('is one slim Debian with one exact Node, the one that the tests run on', () => {
    const stages = dockerfile.stages.map(({ name }) => name)
    const foreign = dockerfile.stages
      .map(({ from }) => from.replace(/^--\S+ /, ''))
      .filter((from) => !/^with-|^base$/.test(from))
    expect(stages).toEqual(expect.arrayContaining(images))
    expect([...new Set(foreign)]).toEqual([
      expect.stringMatching(/^node:\d+\.\d+\.\d+-bookworm-slim(@sha256:[0-9a-f]{64})?$/),
    ])
    expect(foreign[0]).toContain(`node:${manifest.devDependencies.node}-`)
  })

  test('is the hub unless something else is asked for, with its engine unless that is left out', () => {
    expect(dockerfile.stages.at(-1)?.name).toBe('hub')
    expect(dockerfile.args).toEqual({ ENGINE: 'chdb' })
    expect(find('engine', 'ARG').map(({ text }) => text)).toContain(`CHDB=${engineVersion}`)
  })

  test('takes no secret: none is an argument, a variable or a file', () => {
    const said = dockerfile.stages.flatMap(({ instructions }) =>
      instructions.filter(({ keyword }) => /^(ARG|ENV)$/.test(keyword)),
    )
    expect(said.filter(({ text }) => /token|password|secret|key/i.test(text))).toEqual([])
  })
})

describe.each(images)('the image %s', (image) => {
  test('runs as a user that is not root, and that every cluster takes for one', () => {
    expect(textOf(image, 'USER')).toBe('10001:10001')
  })

  test('starts its program itself, so that a stop reaches it', () => {
    for (const keyword of ['ENTRYPOINT', 'CMD'])
      if (find(image, keyword).length > 0) expect(parseExec(textOf(image, keyword))).toBeInstanceOf(Array)
    const [program] = parseExec(textOf(image, 'ENTRYPOINT') || textOf(image, 'CMD')) ?? []
    expect(program).toBe('node')
    expect(textOf(image, 'STOPSIGNAL')).toBe('SIGTERM')
  })

  test('has a health check that needs no shell', () => {
    const { flags, text } = find(image, 'HEALTHCHECK')[0]!
    expect(Object.keys(flags).sort()).toEqual(['interval', 'retries', 'start-period', 'timeout'])
    expect(parseExec(text.replace('CMD ', ''))).toContain('/app/healthy.mjs')
  })

  test('is made by copying alone, so that no other processor has to be imitated', () => {
    const chain = [stageOf(image), stageOf('base'), stageOf('with-chdb'), stageOf('with-none')]
    expect(chain.flatMap(({ instructions }) => instructions).filter(({ keyword }) => keyword === 'RUN')).toEqual([])
  })

  test('says what it is', () => {
    for (const label of ['title', 'description', 'licenses'])
      expect(textOf(image, 'LABEL')).toContain(`image.${label}=`)
  })
})

test('The hub keeps its data in a volume, and has as many threads as the command line gives it', () => {
  const env = textOf('hub', 'ENV')
  expect(textOf('hub', 'VOLUME')).toBe('/data')
  expect(env).toContain('PLAINSIGHT_DATA_DIR=/data')
  expect(env).toContain(`UV_THREADPOOL_SIZE=${hubThreadPoolSize}`)
  expect(env).not.toContain('PLAINSIGHT_TOKEN')
})

describe('what a build is given', () => {
  const rules = loadIgnoreRules(root)

  test.each([
    '.git/config',
    '.env',
    'src/.env.local',
    'examples/shop/.env',
    '.plainsight/journal/0001',
    'node_modules/express/index.js',
    'examples/shop/node_modules/express/index.js',
    'dist/index.js',
    'docs/images/trace.png',
    'test/eventually.ts',
    'src/query/metrics/quantile.test.ts',
    'bench/queries.ts',
    'plainsight-0.1.0.tgz',
    'clickhouse/users.xml',
    'id_rsa',
  ])('never holds %s', (path) => {
    expect(isSent(path, rules)).toBe(false)
  })

  test('is small', () => {
    const files = listContext(root)
    expect(files).toEqual(expect.arrayContaining(['package-lock.json', 'src/cli/main.ts', 'examples/shop/main.js']))
    const bytes = files.reduce((sum, file) => sum + readFileSync(join(root, file)).length, 0)
    expect(bytes / 2 ** 20).toBeLessThan(3)
  })
})
