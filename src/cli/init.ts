import { existsSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { configFileName } from '../config/config-file.ts'
import type { Command } from './command.ts'
import { exitCodes } from './exit-codes.ts'

/** The most common settings. All others stay at their defaults, which a later version may improve. */
const firstSettings = {
  agent: { requestLog: 'off' },
  hub: { dataDir: '.plainsight', retentionTracesDays: 30, retentionLogsDays: 30, retentionMetricsDays: 30 },
}

const nextSteps = [
  'Next:',
  '  plainsight dev -- node app.js    run your app under the hook',
  '  plainsight env                   show every setting, its value and its source',
  '  plainsight doctor                check this machine',
  '',
  'Keep the data out of git:  echo .plainsight/ >> .gitignore',
]

export const initCommand: Command = {
  name: 'init',
  summary: `Write ${configFileName} with the most common settings`,
  flags: { json: { type: 'boolean', description: 'Print JSON.' } },
  examples: [['plainsight init', `write ${configFileName} into this folder, unless it exists`]],
  async run(flags) {
    const path = resolve(configFileName)
    const isKept = existsSync(path)
    if (!isKept) writeFileSync(path, `${JSON.stringify(firstSettings, null, 2)}\n`, { flag: 'wx' })
    if (flags.json) {
      console.log(JSON.stringify({ path, written: !isKept }))
      return exitCodes.ok
    }
    console.log(`${isKept ? 'Kept' : 'Wrote'} ${path}`)
    console.log(nextSteps.join('\n'))
    return exitCodes.ok
  },
}
