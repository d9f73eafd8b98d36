import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, onTestFinished, test, vi } from 'vitest'
import { toControlPath } from './control-file.ts'
import { createSecret } from './key-secret.ts'
import { type Control, openControl } from './open-control.ts'

const makeFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'plainsight-control-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

const open = (folder: string): Control => {
  const control = openControl(folder)
  onTestFinished(() => control.close())
  return control
}

const codeOf = (run: () => unknown): string => {
  try {
    run()
  } catch (error) {
    return (error as { code: string }).code
  }
  return 'nothing thrown'
}

test('a secret is random, long, and easy to find for scanners', () => {
  expect(createSecret()).toMatch(/^ps_[\w-]{43}$/)
  expect(createSecret()).not.toBe(createSecret())
})

test('a key is found by name and secret, or by its secret alone', () => {
  const { keys } = open(makeFolder())
  const secret = createSecret()
  keys.add({ name: 'grafana', scopes: ['read'], secret })
  expect(keys.find(secret, 'grafana')).toMatchObject({ name: 'grafana', scopes: ['read'], lastUsedOn: null })
  expect(keys.find(secret)).toMatchObject({ name: 'grafana' })
  expect(keys.find(secret, 'other')).toBeUndefined()
  expect(keys.find(createSecret(), 'grafana')).toBeUndefined()
  expect(keys.find('', 'grafana')).toBeUndefined()
  expect(keys.find('', '')).toBeUndefined()
})

test('a revoked key is refused from the next request on, in every process that has the file open, and its name is free', () => {
  const folder = makeFolder()
  const hub = open(folder)
  const shell = open(folder)
  const secret = createSecret()
  expect(hub.keys.hasAny()).toBe(false)
  shell.keys.add({ name: 'grafana', scopes: ['read'], secret })
  expect(hub.keys.hasAny()).toBe(true)
  expect(hub.keys.find(secret, 'grafana')).toMatchObject({ name: 'grafana', scopes: ['read'] })
  shell.keys.revoke('grafana')
  expect(hub.keys.find(secret, 'grafana')).toBeUndefined()
  expect(hub.keys.find(secret)).toBeUndefined()
  expect(hub.keys.hasAny()).toBe(false)
  const newSecret = createSecret()
  shell.keys.add({ name: 'grafana', scopes: ['write'], secret: newSecret })
  expect(hub.keys.find(newSecret, 'grafana')).toMatchObject({ scopes: ['write'], revokedAt: null })
  expect(hub.keys.find(secret, 'grafana')).toBeUndefined()
})

test.each([
  ['', 'KEY_NAME_INVALID'],
  ['Grafana', 'KEY_NAME_INVALID'],
  ['-x', 'KEY_NAME_INVALID'],
  ['a b', 'KEY_NAME_INVALID'],
  ['a\n', 'KEY_NAME_INVALID'],
  ['a'.repeat(65), 'KEY_NAME_INVALID'],
  ['taken', 'KEY_NAME_TAKEN'],
  ['a'.repeat(64), 'nothing thrown'],
  ['7_of.nine-x', 'nothing thrown'],
])('a key called %j: %s', (name, code) => {
  const { keys } = open(makeFolder())
  keys.add({ name: 'taken', scopes: ['read'], secret: createSecret() })
  expect(codeOf(() => keys.add({ name, scopes: ['read'], secret: createSecret() }))).toBe(code)
})

test('short secrets, and one secret for two keys, are refused', () => {
  const { keys } = open(makeFolder())
  const secret = 'x'.repeat(32)
  expect(codeOf(() => keys.add({ name: 'a', scopes: ['read'], secret: 'x'.repeat(31) }))).toBe('KEY_SECRET_WEAK')
  keys.add({ name: 'a', scopes: ['read'], secret })
  expect(codeOf(() => keys.add({ name: 'b', scopes: ['read'], secret }))).toBe('KEY_SECRET_USED')
  expect(codeOf(() => keys.revoke('b'))).toBe('KEY_UNKNOWN')
})

test('the day of use is written once a day', () => {
  vi.useFakeTimers({ now: new Date('2026-11-23T10:00:00Z') })
  onTestFinished(() => void vi.useRealTimers())
  const { keys } = open(makeFolder())
  const secret = createSecret()
  keys.add({ name: 'grafana', scopes: ['read'], secret })
  keys.noteUse(keys.find(secret)!)
  expect(keys.list()).toMatchObject([{ createdAt: '2026-11-23T10:00:00.000Z', lastUsedOn: '2026-11-23' }])
})

test('the files are for this user alone and hold no secret', () => {
  const folder = makeFolder()
  const { keys } = open(folder)
  const secret = createSecret()
  keys.add({ name: 'grafana', scopes: ['read'], secret })
  for (const name of readdirSync(folder)) {
    expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600)
    expect(readFileSync(join(folder, name)).includes(secret.slice(3))).toBe(false)
  }
})

test('a file of a newer plainsight, and one that is no database, are left as they are', () => {
  const folder = makeFolder()
  openControl(folder).close()
  const file = new DatabaseSync(toControlPath(folder))
  file.exec('PRAGMA user_version = 99')
  file.close()
  expect(codeOf(() => openControl(folder))).toBe('CONTROL_VERSION')
})
