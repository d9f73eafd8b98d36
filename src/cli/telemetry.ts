import { createTelemetry, type Telemetry } from '../telemetry/create-telemetry.ts'
import { version } from '../version.ts'
import type { Command } from './command.ts'

/**
 * plainsight's own telemetry, by what it offers to others. It has no receiver and no command sends a ping: this release
 * sends nothing.
 */
export const createOwnTelemetry = (): Telemetry => createTelemetry({ product: 'plainsight', version, receiver: false })

export const telemetryCommand: Command = {
  name: 'telemetry',
  summary: 'Show or change what plainsight itself may send; this release sends nothing',
  words: '[action]',
  flags: { json: { type: 'boolean', description: 'Print JSON (status, preview).' } },
  examples: [
    ['plainsight telemetry status', 'whether telemetry is on, and which rule decided'],
    ['plainsight telemetry preview', 'what a ping would hold; sends nothing'],
    ['plainsight telemetry preview install', 'one ping: install, update or health'],
    ['plainsight telemetry enable', 'switch it on for this user'],
    ['plainsight telemetry disable', 'switch it off, and remove the id'],
    ['plainsight telemetry reset', 'remove the id; the next use makes a new one'],
  ],
  run: (flags, words) => createOwnTelemetry().runCommand([...words, ...(flags.json ? ['--json'] : [])]),
}
