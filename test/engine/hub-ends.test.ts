import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { eventually } from '../eventually.ts'
import { findFreePort } from '../free-port.ts'
import { createFolder } from '../store/folders.ts'
import { isAlive } from './find-engine.ts'
import { type HubProcess, startHubProcess } from './hub-process.ts'

const start = async (folder: string): Promise<HubProcess> => {
  const hub = await startHubProcess(folder, await findFreePort())
  onTestFinished(() => void (isAlive(hub.pid) && process.kill(hub.pid, 'SIGKILL')))
  return hub
}

test('An engine ends when its hub is killed, and the next hub has the folder at once', async () => {
  const folder = createFolder()
  const hub = await start(folder)
  const engine = await hub.enginePid()
  await hub.end('SIGKILL')
  const next = await start(folder)
  await eventually('the end of the engine', () => !isAlive(engine))
  expect(await next.end('SIGTERM')).toBe(0)
})

test('A stop ends hub and engine cleanly, also while the engine stands still', async () => {
  const hub = await start(createFolder())
  const engine = await hub.enginePid()
  process.kill(engine, 'SIGSTOP')
  expect(await hub.end('SIGTERM')).toBe(0)
  expect(isAlive(engine)).toBe(false)
})

test('A folder whose engine is left from a killed hub and stands still is refused, and free when that engine is gone', async () => {
  const folder = createFolder()
  const hub = await start(folder)
  const engine = await hub.enginePid()
  process.kill(engine, 'SIGSTOP')
  await hub.end('SIGKILL')
  await expect(startHubProcess(folder, await findFreePort())).rejects.toThrow('is in use by another process')
  process.kill(engine, 'SIGKILL')
  const next = await start(folder)
  expect(await next.end('SIGTERM')).toBe(0)
})

test('Pipes of a hub that was killed are gone when the next one opens its folder', async () => {
  const folder = createFolder()
  const pipes = join(folder, 'plainsight-answers-of-before')
  mkdirSync(join(folder, 'clickhouse'), { recursive: true })
  mkdirSync(pipes)
  writeFileSync(join(folder, 'clickhouse/answers.txt'), pipes)
  const hub = await start(folder)
  expect(existsSync(pipes)).toBe(false)
  await hub.end('SIGTERM')
})
