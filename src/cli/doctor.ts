import { checkBundle } from './checks/bundle.ts'
import type { Check, Finding } from './checks/check.ts'
import { checkDisk } from './checks/disk.ts'
import { checkGrpcPort } from './checks/grpc-port.ts'
import { checkHook } from './checks/hook.ts'
import { checkHub } from './checks/hub.ts'
import { checkLoaders } from './checks/loaders.ts'
import { checkNodeVersion } from './checks/node-version.ts'
import { checkPort } from './checks/port.ts'
import { checkSettings } from './checks/settings.ts'
import { checkStore } from './checks/store.ts'
import { checkTelemetry } from './checks/telemetry.ts'
import type { Command } from './command.ts'
import { exitCodes } from './exit-codes.ts'
import { hubFlags } from './hub-flags.ts'
import { configFlag, readSettings } from './load-settings.ts'

/** In the order of the report. */
const checks: readonly Check[] = [
  checkNodeVersion,
  checkSettings,
  checkHook,
  checkLoaders,
  checkBundle,
  checkPort,
  checkGrpcPort,
  checkHub,
  checkStore,
  checkDisk,
  checkTelemetry,
]

const marks = { ok: 'ok   ', note: 'note ', wrong: 'WRONG' } as const

const toLines = ({ name, state, message, fix }: Finding): string[] => [
  `${marks[state]}  ${name}: ${message}`,
  ...(fix ? [`       ${fix}`] : []),
]

export const doctorCommand: Command = {
  name: 'doctor',
  summary: 'Check this machine, the hook, the hub and the store, and say how to fix what is wrong',
  flags: {
    ...configFlag,
    ...hubFlags(['port', 'grpcPort', 'dataDir']),
    json: { type: 'boolean', description: 'Print JSON.' },
  },
  examples: [
    ['plainsight doctor', 'exit with code 1 if something is wrong'],
    ['plainsight doctor --json', 'for scripts: { ok, findings: [{ name, state, message, fix }] }'],
  ],
  async run(flags) {
    const settings = readSettings(flags)
    const findings = (await Promise.all(checks.map((check) => check(settings)))).flat()
    const ok = findings.every(({ state }) => state !== 'wrong')
    if (flags.json) console.log(JSON.stringify({ ok, findings }, null, 2))
    else console.log(findings.flatMap(toLines).join('\n'))
    return ok ? exitCodes.ok : exitCodes.failure
  },
}
