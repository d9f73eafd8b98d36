import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { loadNpmPackages } from '../../scripts/docs/npm-licences.ts'
import { root } from '../root.ts'
import { collector, programs } from '../stack/programs/programs.ts'

const read = (path: string): string => readFileSync(join(root, path), 'utf8')
const document = read('docs/licences.md')

/** The first column of a section's table. */
const listedIn = (title: string): readonly string[] => {
  const [, section = ''] = document.split(new RegExp(`^##+ ${title}\\n`, 'm'))
  const [own = ''] = section.split(/^##/m)
  return [...own.matchAll(/^\| ([^|]+?) \|/gm)].slice(1).map(([, cell = '']) => cell)
}

const findAll = (files: string, pattern: RegExp): readonly string[] => {
  const texts = globSync(files, { cwd: root }).map(read)
  return [...new Set(texts.flatMap((text) => [...text.matchAll(pattern)].map(([, found = '']) => found)))].toSorted()
}

const packages = loadNpmPackages()
const asksForNotice = ['0BSD', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'BlueOak-1.0.0', 'ISC', 'MIT']

test('what people install with plainsight, or with its engine, asks for no more than its notice', () => {
  const others = packages.filter(
    ({ licence, recipient }) => recipient !== 'development' && !asksForNotice.includes(licence),
  )
  expect(others).toEqual([])
  expect(packages.filter(({ recipient }) => recipient === 'plainsight').length).toBeGreaterThan(10)
})

test('what we work with leaves our own code under our licence', () => {
  const taken = [...asksForNotice, 'MPL-2.0', 'MIT OR Apache-2.0']
  // Comes with @sentry/node, which the tests use; nothing here runs it.
  const unused = ['sentry']
  expect(packages.filter(({ name, licence }) => !taken.includes(licence) && !unused.includes(name))).toEqual([])
})

test('package-lock.json names the licences that the installed packages name', () => {
  const { packages: locked } = JSON.parse(read('package-lock.json')) as {
    packages: Record<string, { license?: string }>
  }
  const compared = Object.entries(locked).flatMap(([path, { license }]) => {
    const [file] = path === '' ? [] : globSync(`${path}/package.json`, { cwd: root })
    if (!file || license === undefined) return []
    const installed = (JSON.parse(read(file)) as { license?: string | { type: string } }).license
    return [{ path, license, installed: typeof installed === 'object' ? installed.type : installed }]
  })
  expect(compared.length).toBeGreaterThan(300)
  expect(compared.filter(({ license, installed }) => license !== installed)).toEqual([])
})

test('the page is built from the packages that are listed, and their notices come with it', () => {
  const notices = read('dist/dashboard/licenses.md')
  const [, section = ''] = document.split('## Bundled into the page\n')
  const listed = /^\| MIT \| \d+ \| (.*) \|$/m.exec(section)?.[1]?.split(', ')
  expect([...notices.matchAll(/^## (\S+) - /gm)].map(([, name]) => name).toSorted()).toEqual(listed)
  expect(notices.match(/^Permission is hereby granted/gm)?.length).toBe(listed?.length)
})

const bundledNames = (): readonly string[] => {
  const [, section = ''] = document.split('## Bundled into the agent and the hub\n')
  const [own = ''] = section.split(/^## /m)
  return [...own.matchAll(/^\| [\w.-]+ \| \d+ \| (.*) \|$/gm)].flatMap(([, names = '']) => names.split(', '))
}

test('agent and hub are built from the packages that are listed, whose notices come with them', () => {
  const notices = read('dist/NOTICES.md')
  const headings = [...notices.matchAll(/^## (\S+) (\S+) \((\S+)\)$/gm)]
  const names = headings.map(([, name]) => name)
  expect([...new Set(names)].toSorted()).toEqual(bundledNames().toSorted())
  expect(headings.filter(([, , , licence = '']) => !asksForNotice.includes(licence))).toEqual([])
  const texts = [...notices.matchAll(/^~~~\n(.*?)\n~~~$/gms)].map(([, text]) => text)
  expect(texts.filter((text = '') => text.length < 200)).toEqual(['Its package holds no text of its licence.'])
  const { components } = JSON.parse(read('dist/sbom.cdx.json')) as {
    readonly components: readonly { readonly name: string; readonly version: string }[]
  }
  expect(components.map(({ name, version }) => `${name} ${version}`).toSorted()).toEqual(
    headings.map(([, name, version]) => `${name} ${version}`).toSorted(),
  )
})

test('every package that the agent and the hub import is bundled, or installed with them', () => {
  const { dependencies, peerDependencies } = JSON.parse(read('package.json')) as Record<string, object>
  const sources = '{agent,api,cli,config,control,door,engine,guard,hub,http,ingest,journal,query,store}/**/*.ts'
  const imported = globSync(`src/${sources}`, { cwd: root, exclude: ['**/*.test.ts'] })
    .map(read)
    .flatMap((text) => [...text.matchAll(/^(?:import|\}) (?!type ).*?from '((?:@[\w-]+\/)?[\w-]+)(?:\/\w+)?'$/gm)])
    .map(([, name = '']) => name)
  const known = [...bundledNames(), ...Object.keys({ ...dependencies, ...peerDependencies })]
  expect(imported).toEqual(expect.arrayContaining(['@opentelemetry/sdk-metrics', 'fastify', 'typebox']))
  expect([...new Set(imported)].filter((name) => !known.includes(name) && name !== 'node')).toEqual([])
})

test('every image is listed', () => {
  const pulled = findAll('docker-compose.yml', /: &\w+ (\S+):\S+$/gm)
  const bases = findAll('Dockerfile', /^FROM (?:--\S+ )?(node):/gm)
  expect([...pulled, ...bases].toSorted()).toEqual(
    listedIn('Images')
      .map((name) => name.replace(/ .*/, ''))
      .toSorted(),
  )
})

test('every Go module that a program of the tests is built from is listed', () => {
  const ours = findAll('test/**/go.mod', /^(?:require |\t)(\S+) v\S+$/gm)
  const modules = programs.map(({ module }) => module)
  expect(collector.name).toBe('otelcol-contrib')
  expect(listedIn('Go programs that tests build').toSorted()).toEqual(
    [...modules, ...ours, 'go.opentelemetry.io/collector'].toSorted(),
  )
})

test('every package of npm, Maven, PyPI and Debian that tests fetch is listed', () => {
  const named = findAll('test/**/*.ts', /from: \['([@\w/-]+)', '\d/g)
  const installed = findAll('test/**/*.ts', /dependencies: \{ '?([@\w/-]+)'?: '\d/g)
  const runtimes = findAll('test/agent/runtimes.ts', /findPackage\(`(\w+-)\$/g).map((prefix) => `${prefix}*`)
  const found = findAll('test/**/*.ts', /findPackage\('([@\w/-]+)', '\d/g)
  const withVersion = findAll('test/{apps,dist}/**/*.ts', /'((?:@[\w-]+\/)?[\w.-]+)@\d[\w.-]*'/g)
  const all = new Set([...named, ...installed, ...runtimes, ...found, ...withVersion])
  expect(listedIn('npm packages that tests fetch').toSorted()).toEqual([...all].toSorted())
  const pairs = findAll('test/**/*.ts', /\['((?:io|com|org|de)\.[\w.]+', '[\w.-]+)',/g).map((text) =>
    text.replace("', '", ':'),
  )
  const coordinates = findAll('test/**/*.ts', /'((?:io|com|org|de)\.[\w.-]+:[\w.-]+):\d/g)
  expect(listedIn('Java packages that tests fetch').toSorted()).toEqual([...pairs, ...coordinates].toSorted())
  expect(listedIn('Python packages that tests fetch').toSorted()).toEqual(
    findAll('test/**/*.ts', /'([a-z][\w-]+)==\d/g),
  )
  expect(listedIn('Debian packages that tests install and run as separate programs').toSorted()).toEqual(
    findAll('scripts/test-tools.ts', /debian: '([\w-]+)'/g),
  )
})
