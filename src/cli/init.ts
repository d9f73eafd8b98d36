import { existsSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { configFileName } from '../config/config-file.ts'
import type { Command } from './command.ts'
import { exitCodes } from './exit-codes.ts'

/** What people change first. Everything else has its default, which a later version may better. */
const firstSettings = {
  agent: { requestLog: 'off' },
  hub: { dataDir: '.plainsight', retentionTracesDays: 30, retentionLogsDays: 30, retentionMetricsDays: 30 },
}

const nextSteps = [
  'Next:',
  '  plainsight dev -- node app.js    run your app and watch it',
  '  plainsight env                   every setting, its value and where it comes from',
  '  plainsight doctor                check this machine',
  '',
  'Keep the data out of git:  echo .plainsight/ >> .gitignore',
]

export const initCommand: Command = {
  name: 'init',
  summary: `Write ${configFileName} with the settings that people change first`,
  flags: { json: { type: 'boolean', description: 'As JSON' } },
  examples: [['plainsight init', `${configFileName} in this folder; one that is there is kept`]],
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
