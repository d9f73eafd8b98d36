import { once } from 'node:events'
import type { FastifyBaseLogger } from 'fastify'
import type { Command } from './command.ts'
import { makeDataFolder, toDataPlace } from './data-folder.ts'
import { endNow } from './end-now.ts'
import { exitCodes } from './exit-codes.ts'
import { toGrpcChoice } from './grpc-choice.ts'
import { hubFlags } from './hub-flags.ts'
import { createHubLog } from './hub-log.ts'
import { configFlag, loadSettings, type Settings } from './load-settings.ts'
import { startWithEngine } from './offer-engine.ts'
import { openPage } from './open-page.ts'
import { reportError } from './report-error.ts'

/** Listens before the page is announced, so that a stop at that moment is a clean one too. */
const nextStop = async (): Promise<void> => {
  await Promise.race(['SIGINT', 'SIGTERM', 'SIGHUP'].map((signal) => once(process, signal)))
  // A second Ctrl-C means at once: acknowledged data waits in the journal.
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, endNow)
}

const serve = async (
  settings: Settings,
  log: FastifyBaseLogger,
  yes: boolean,
): ReturnType<typeof import('../hub/start-hub.ts').startHub> => {
  const { startHub } = await import('../hub/start-hub.ts')
  const { config } = settings
  return startWithEngine(() => startHub({ config, log, grpc: toGrpcChoice(settings) }), { config, yes })
}

export const upCommand: Command = {
  name: 'up',
  summary: 'Run the hub alone: page, API and OTLP receiver',
  flags: {
    ...configFlag,
    open: { type: 'boolean', description: 'Open the page in the browser.' },
    yes: { type: 'boolean', short: 'y', description: 'Install the embedded store without asking, if it is missing.' },
    json: { type: 'boolean', description: 'Log JSON lines in a terminal too.' },
    ...hubFlags(),
  },
  examples: [
    ['plainsight up', 'page and OTLP on http://127.0.0.1:4318, OTLP over gRPC on port 4317, data in .plainsight'],
    ['plainsight up --port 4400 --data-dir /var/lib/plainsight', 'another port and folder'],
    ['PLAINSIGHT_TOKEN=... plainsight up --host 0.0.0.0', 'accept data from other machines, with a token'],
    ['CLICKHOUSE_URL=https://... plainsight up', 'use a ClickHouse server as the store'],
  ],
  async run(flags) {
    const settings = loadSettings(flags)
    const { config } = settings
    const log = createHubLog({ level: config.hub.logLevel, asJson: Boolean(flags.json) || !process.stdout.isTTY })
    makeDataFolder(config.hub.dataDir)
    const hub = await serve(settings, log, Boolean(flags.yes))
    const stop = nextStop()
    console.error(`plainsight: the page is at ${hub.url} (data in ${toDataPlace(config)}); stop with Ctrl-C`)
    if (flags.open) openPage(hub.url)
    await stop
    await hub.stop().catch((error) => {
      reportError(error, { asJson: Boolean(flags.json) })
      endNow()
    })
    return exitCodes.ok
  },
}
