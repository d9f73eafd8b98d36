import { resetId, storeDecision } from './change-consent.ts'
import type { Settings } from './options.ts'
import { type PingName, pingNames } from './pings.ts'
import { preview } from './preview.ts'
import { readStatus } from './status.ts'
import { toChangeText, toPreviewTitle, toStatusText } from './status-text.ts'

/** One sub-command. Its result is written to stdout, messages to stderr. */
export type SubCommand = {
  readonly name: string
  readonly summary: string
  /** Its argument, as shown in the help. */
  readonly word?: string
  readonly takesJson?: true
  run(settings: Settings, input: { readonly word: string | undefined; readonly json: boolean }): void
}

/** An argument that a sub-command does not accept. */
export class TelemetryUsageError extends Error {}

const print = (text: string): void => void process.stdout.write(text)
const note = (text: string): void => void process.stderr.write(text)
const toJson = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`

const parsePing = (word: string | undefined): PingName | undefined => {
  const ping = pingNames.find((name) => name === word)
  if (word !== undefined && !ping) throw new TelemetryUsageError(`there is no ping "${word}": ${pingNames.join(', ')}`)
  return ping
}

const change = (settings: Settings, enabled: boolean): void => {
  print(toChangeText(storeDecision(settings, enabled), enabled))
}

const runPreview: SubCommand['run'] = (settings, { word, json }) => {
  const { ping, request, text, isExample } = preview(settings, parsePing(word))
  note(toPreviewTitle(readStatus(settings), ping))
  if (isExample) note(`${settings.product}: the id is an example, because no salt can be stored.\n`)
  print(json ? toJson(request) : text)
}

const runReset: SubCommand['run'] = (settings) => {
  const isFixed = resetId(settings).saltFrom === 'TELE_SALT'
  print(
    isFixed
      ? `${settings.product}: the marker is removed. The id comes from TELE_SALT: change that for another one.\n`
      : `${settings.product}: the id is removed. The next use makes a new one.\n`,
  )
}

/** In the order of the help. */
export const subCommands: readonly SubCommand[] = [
  {
    name: 'status',
    summary: 'Show whether telemetry is on, and which rule decided',
    takesJson: true,
    run: (settings, { json }) => {
      const status = readStatus(settings)
      print(json ? toJson(status) : toStatusText(status))
    },
  },
  { name: 'enable', summary: 'Switch telemetry on for this user', run: (settings) => change(settings, true) },
  {
    name: 'disable',
    summary: 'Switch telemetry off for this user, and remove the id',
    run: (settings) => change(settings, false),
  },
  {
    name: 'preview',
    summary: 'Print exactly what would be sent, and send nothing',
    word: pingNames.join('|'),
    takesJson: true,
    run: runPreview,
  },
  { name: 'reset', summary: 'Remove the id; the next use makes a new one', run: runReset },
]

/** Runs one, and returns its exit code: 0, 1 for a failure, 2 for a wrong command line. */
export const runSubCommand = (
  command: SubCommand,
  settings: Settings,
  input: Parameters<SubCommand['run']>[1],
): number => {
  try {
    command.run(settings, input)
    return 0
  } catch (error) {
    note(`${settings.product}: ${error instanceof Error ? error.message : String(error)}\n`)
    return error instanceof TelemetryUsageError ? 2 : 1
  }
}
