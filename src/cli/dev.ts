import { resolve } from 'node:path'
import type { Command } from './command.ts'
import { toDataPlace } from './data-folder.ts'
import { type FoundHub, findHub } from './find-hub.ts'
import { hubFlags } from './hub-flags.ts'
import { configFlag, loadSettings, type Settings } from './load-settings.ts'
import { endWithNpm } from './npm-end.ts'
import { startWithEngine } from './offer-engine.ts'
import { openPage } from './open-page.ts'
import { findForeignReceivers, toProgramEnvironment } from './program-environment.ts'
import { endAs, runProgram } from './run-program.ts'
import { toLogPath } from './start-hub-process.ts'
import { UsageError } from './usage-error.ts'

/** On stderr: stdout belongs to the program. */
const announce = ({ config, env }: Settings, hub: FoundHub): void => {
  const where = hub.isOurs ? `data in ${toDataPlace(config)}` : 'a hub that was already running'
  console.error(`plainsight: the page is at ${hub.url} (${where})`)
  const { grpcPort } = hub
  if (grpcPort !== undefined && grpcPort !== config.hub.grpcPort)
    console.error(`plainsight: OTLP over gRPC is on port ${grpcPort}, because ${config.hub.grpcPort} is in use`)
  const foreign = findForeignReceivers(env)
  if (foreign.length > 0) console.error(`plainsight: ignored in this run: ${foreign.join(', ')}`)
  hub.onLost(() => console.error(`plainsight: the hub ended; the app keeps running. See ${toLogPath(config)}`))
}

/** In a terminal the first lines have scrolled away; a log still has them. */
const recap = ({ config, origins }: Settings, hub: FoundHub): void => {
  if (!process.stderr.isTTY) return
  if (!hub.isOurs) {
    console.error(`plainsight: the page is still at ${hub.url}`)
    return
  }
  const { storeUrl, dataDir } = config.hub
  const place = storeUrl === undefined ? resolve(dataDir) : toDataPlace(config)
  const flags = origins['hub.dataDir']?.source === 'flag' ? ` --data-dir ${dataDir}` : ''
  console.error(`plainsight: the page was at ${hub.url}, the data is in ${place}`)
  console.error(`  To open the page again: plainsight up --open${flags}`)
}

export const devCommand: Command = {
  name: 'dev',
  summary: 'Run a program under the hook, with a hub',
  takesProgram: true,
  flags: {
    ...configFlag,
    open: { type: 'boolean', description: 'Open the page in the browser.' },
    yes: { type: 'boolean', short: 'y', description: 'Install the embedded store without asking, if it is missing.' },
    ...hubFlags(['port', 'grpcPort', 'dataDir']),
  },
  examples: [
    ['plainsight dev -- node app.js', 'run an app; its data is on http://127.0.0.1:4318'],
    ['plainsight dev --open -- npm run dev', 'run a script; the hook instruments all its processes'],
    ['plainsight dev --port 4400 -- npx next dev', 'use another port for the hub'],
  ],
  async run(flags, program) {
    if (program.length === 0) {
      throw new UsageError('dev needs a program to run', 'For example: plainsight dev -- node app.js')
    }
    const settings = loadSettings(flags)
    const { config, env } = settings
    endWithNpm(env)
    const hub = await startWithEngine(() => findHub(settings), { config, yes: Boolean(flags.yes) })
    announce(settings, hub)
    if (flags.open) openPage(hub.url)
    const end = await runProgram(program, toProgramEnvironment(env, { url: hub.url, config })).finally(hub.stop)
    recap(settings, hub)
    return endAs(end)
  },
}
