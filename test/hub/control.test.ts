import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, onTestFinished, test } from 'vitest'
import { openControl } from '../../src/control/open-control.ts'
import { openHubInProcess } from './hub-in-process.ts'

const makeFolder = (): string => {
  const dataDir = mkdtempSync(join(tmpdir(), 'plainsight-control-'))
  onTestFinished(() => rmSync(dataDir, { recursive: true, force: true }))
  return dataDir
}

test('a hub that needs nothing of its control file refuses one of a newer plainsight all the same', async () => {
  const dataDir = makeFolder()
  openControl(dataDir).close()
  const file = new DatabaseSync(join(dataDir, 'control.sqlite'))
  file.exec('PRAGMA user_version = 99')
  file.close()
  await expect(openHubInProcess({ dataDir })).rejects.toMatchObject({ code: 'CONTROL_VERSION' })
})

test('a sign-in outlives a restart of the hub, and ends when the token changes', async () => {
  const dataDir = makeFolder()
  let cookie = ''
  const statuses: number[] = []
  for (const token of ['the-first-long-token', 'the-first-long-token', 'the-second-long-token']) {
    const hub = await openHubInProcess({ dataDir, token })
    if (cookie === '') {
      const { headers } = await hub.app.inject({ method: 'POST', url: '/api/session', payload: { token } })
      cookie = String(headers['set-cookie']).split(';')[0] ?? ''
    }
    statuses.push((await hub.app.inject({ url: '/api/openapi.json', headers: { cookie } })).statusCode)
    await hub.close()
  }
  expect(statuses).toEqual([200, 200, 401])
})
