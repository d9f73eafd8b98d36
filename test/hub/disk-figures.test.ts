import { statfsSync } from 'node:fs'
import { expect, onTestFinished, test } from 'vitest'
import { openHubInProcess } from './hub-in-process.ts'

const toValue = (text: string, name: string): number => Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1])

test('the hub says how much room the disk of its data folder has', async () => {
  const hub = await openHubInProcess()
  onTestFinished(hub.close)
  const { body } = await hub.app.inject('/metrics')
  const { bavail, blocks, bsize } = statfsSync(hub.dataDir)
  expect(toValue(body, 'plainsight_data_disk_size_bytes')).toBe(blocks * bsize)
  // Others write to the same disk meanwhile.
  const free = toValue(body, 'plainsight_data_disk_free_bytes')
  expect(Math.abs(free - bavail * bsize)).toBeLessThan(0.01 * blocks * bsize)
})
