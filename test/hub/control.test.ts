import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, onTestFinished, test } from 'vitest'
import { openControl } from '../../src/control/open-control.ts'
import { openHubInProcess } from './hub-in-process.ts'

test('a hub that needs nothing of its control file refuses one of a newer plainsight all the same', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'plainsight-control-'))
  onTestFinished(() => rmSync(dataDir, { recursive: true, force: true }))
  openControl(dataDir).close()
  const file = new DatabaseSync(join(dataDir, 'control.sqlite'))
  file.exec('PRAGMA user_version = 99')
  file.close()
  await expect(openHubInProcess({ dataDir })).rejects.toMatchObject({ code: 'CONTROL_VERSION' })
})
