import { engineFolder, engineVersion, loadEngine } from '../engine/engine-path.ts'
import type { Command } from './command.ts'
import { engineMegabytes, installEngine } from './engine-installer.ts'
import { exitCodes } from './exit-codes.ts'
import { configFlag, loadSettings } from './load-settings.ts'

const tell = (facts: Readonly<Record<string, string | number>>, sentence: string, asJson: unknown): void => {
  if (asJson) console.log(JSON.stringify(facts))
  else console.log(sentence)
}

const isInstalled = (userDataDir: string | undefined): boolean => {
  try {
    loadEngine(userDataDir)
    return true
  } catch {
    return false
  }
}

export const installEngineCommand: Command = {
  name: 'install-engine',
  summary: `Install the embedded store, chDB (about ${engineMegabytes} MB, once per user)`,
  flags: { ...configFlag, json: { type: 'boolean', description: 'Print JSON.' } },
  examples: [
    ['plainsight install-engine', 'install into a folder of this user, never into an app'],
    ['XDG_DATA_HOME=/data plainsight install-engine', 'install into /data/plainsight/engine'],
  ],
  async run(flags) {
    const { userDataDir } = loadSettings(flags).config.hub
    const folder = engineFolder(userDataDir)
    if (isInstalled(userDataDir)) {
      tell({ installed: engineVersion, folder }, 'The embedded store is already installed.', flags.json)
      return exitCodes.ok
    }
    if (!flags.json) console.log(`Installing chDB ${engineVersion}, about ${engineMegabytes} MB, into ${folder}`)
    await installEngine(folder)
    loadEngine(userDataDir)
    tell({ installed: engineVersion, folder }, 'Done. Next: plainsight dev -- node app.js', flags.json)
    return exitCodes.ok
  },
}
