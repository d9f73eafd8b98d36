import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, onTestFinished, test } from 'vitest'
import { lockFolder } from './folder-lock.ts'

const collectGarbage = (): void => {
  setFlagsFromString('--expose-gc')
  ;(runInNewContext('gc') as () => void)()
}

test('a folder stays locked until it is released, also when nobody keeps the lock', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'plainsight-lock-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  await lockFolder(folder, 'STORE_LOCKED', { file: 'kept-by-nobody.lock' })
  const lock = await lockFolder(folder, 'STORE_LOCKED')
  for (let turn = 0; turn < 3; turn++) {
    collectGarbage()
    await new Promise(setImmediate)
  }
  const again = lockFolder(folder, 'STORE_LOCKED', { file: 'kept-by-nobody.lock' })
  await expect(again).rejects.toMatchObject({ code: 'STORE_LOCKED' })
  await expect(lockFolder(folder, 'STORE_LOCKED')).rejects.toMatchObject({ code: 'STORE_LOCKED' })
  lock.release()
  ;(await lockFolder(folder, 'STORE_LOCKED')).release()
})
