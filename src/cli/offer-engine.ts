import { createInterface } from 'node:readline'
import type { Config } from '../config/schema.ts'
import { engineFolder } from '../engine/engine-path.ts'
import { PlainsightError } from '../errors.ts'
import { engineMegabytes, installEngine } from './engine-installer.ts'

const isMissing = (error: unknown): boolean => error instanceof PlainsightError && error.code === 'STORE_ENGINE_MISSING'

/** Enter means yes; Ctrl-C and the end of input mean no. */
const ask = (question: string): Promise<boolean> =>
  new Promise((resolve) => {
    const prompt = createInterface({ input: process.stdin, output: process.stderr })
    prompt.once('SIGINT', () => prompt.close()).once('close', () => resolve(false))
    prompt.question(`${question} [Y/n] `, (answer) => {
      resolve(/^(y(es)?)?$/i.test(answer.trim()))
      prompt.close()
    })
  })

const offerEngine = async (folder: string, yes: boolean): Promise<boolean> => {
  console.error('plainsight: the embedded store (chDB, ClickHouse as a library) is not installed yet.')
  console.error(`  It needs about ${engineMegabytes} MB in ${folder}, once per user.`)
  if (!yes && !(process.stdin.isTTY && process.stderr.isTTY)) return false
  if (!yes && !(await ask('Install it now?'))) return false
  await installEngine(folder)
  return true
}

/** Starts something that needs the embedded store. If that is missing, offers to install it, and starts again. */
export const startWithEngine = async <Started>(
  start: () => Promise<Started>,
  { config, yes }: { readonly config: Config; readonly yes: boolean },
): Promise<Started> => {
  try {
    return await start()
  } catch (error) {
    const folder = engineFolder(config.hub.userDataDir)
    if (isMissing(error) && (await offerEngine(folder, yes))) return start()
    throw error
  }
}
