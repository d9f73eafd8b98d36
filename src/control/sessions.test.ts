import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, onTestFinished, test, vi } from 'vitest'
import { toControlPath } from './control-file.ts'
import { openControl } from './open-control.ts'
import type { Sessions } from './sessions.ts'

const makeFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'plainsight-sessions-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

const open = (folder: string): Sessions => {
  const control = openControl(folder)
  onTestFinished(() => control.close())
  return control.sessions
}

test('a sign-in holds for every process that has the file open, until it is ended in any of them', () => {
  const folder = makeFolder()
  const [one, other] = [open(folder), open(folder)]
  const [kept, ended] = [one.start('token'), one.start('token')]
  expect([other.has(kept, 'token'), other.has(ended, 'token')]).toEqual([true, true])
  other.end(ended, 'token')
  expect([one.has(kept, 'token'), one.has(ended, 'token')]).toEqual([true, false])
  one.endAll()
  expect(other.has(kept, 'token')).toBe(false)
})

test('a sign-in ends when what it was made with changes', () => {
  const sessions = open(makeFolder())
  const secret = sessions.start('token')
  expect(sessions.has(secret, 'another token')).toBe(false)
  sessions.end(secret, 'another token')
  expect(sessions.has(secret, 'token')).toBe(true)
})

test('a sign-in lasts 30 days, and then leaves the file', () => {
  vi.useFakeTimers({ now: new Date('2026-11-01T10:00:00Z') })
  onTestFinished(() => void vi.useRealTimers())
  const folder = makeFolder()
  const sessions = open(folder)
  const secret = sessions.start('token')
  vi.setSystemTime(new Date('2026-12-01T09:59:59Z'))
  expect(sessions.has(secret, 'token')).toBe(true)
  vi.setSystemTime(new Date('2026-12-01T10:00:00Z'))
  expect(sessions.has(secret, 'token')).toBe(false)
  sessions.start('token')
  const file = new DatabaseSync(toControlPath(folder))
  expect(file.prepare('SELECT count(*) AS count FROM sessions').get()).toEqual({ count: 1 })
  file.close()
})

test('the files hold neither the secret nor what it was made with', () => {
  const folder = makeFolder()
  const secret = open(folder).start('a-long-random-token')
  for (const name of readdirSync(folder)) {
    const bytes = readFileSync(join(folder, name))
    expect([bytes.includes(secret), bytes.includes('a-long-random-token')]).toEqual([false, false])
  }
})
