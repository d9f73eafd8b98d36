import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { schema } from '../../src/config/schema.ts'
import { errorRegistry } from '../../src/errors.ts'

const root = join(import.meta.dirname, '../..')
const read = (name: string): string => readFileSync(join(root, 'docs', name), 'utf8')

test('docs/configuration.md and docs/errors.md are what the code prints (npm run docs)', () => {
  const check = (): string =>
    execFileSync(process.execPath, ['scripts/docs.ts', '--check'], { cwd: root, encoding: 'utf8' })
  expect(check).not.toThrow()
})

test('docs/configuration.md lists every option and no other', () => {
  const listed = [...read('configuration.md').matchAll(/^\| `((?:otel|agent|hub)\.\w+)`/gm)].map(([, key]) => key)
  const real = Object.entries(schema).flatMap(([group, table]) => Object.keys(table).map((key) => `${group}.${key}`))
  expect(listed).toEqual(real)
})

test('docs/errors.md lists every error and no other', () => {
  const listed = [...read('errors.md').matchAll(/^### (\w+)$/gm)].map(([, code]) => code)
  expect(listed.toSorted()).toEqual(Object.keys(errorRegistry).toSorted())
})
