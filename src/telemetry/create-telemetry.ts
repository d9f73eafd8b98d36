import { askConsent } from './ask-consent.ts'
import { resetId, storeDecision } from './change-consent.ts'
import { type CheckResult, checkAndSend } from './check-and-send.ts'
import { runCommandLine } from './command-line.ts'
import { addToCommander, type CommanderCommand } from './commander.ts'
import type { FieldTable } from './fields.ts'
import { type TelemetryOptions, toSettings } from './options.ts'
import type { PingName } from './pings.ts'
import { type Preview, preview } from './preview.ts'
import { readStatus, type Status } from './status.ts'

export type { CheckResult } from './check-and-send.ts'
export type { CommanderCommand } from './commander.ts'
export type { Field, FieldTable, FieldValues } from './fields.ts'
export type { TelemetryOptions } from './options.ts'
export type { PingName } from './pings.ts'
export type { Preview } from './preview.ts'
export type { Receiver } from './receiver.ts'
export type { Rule, RuleName } from './rules.ts'
export type { TelemetryRequest } from './send-request.ts'
export type { Status } from './status.ts'

/** Telemetry of a product: off until a user enables it. */
export type Telemetry = {
  /**
   * Sends what is due: one ping after the installation, one after each update, one at most every 24 hours. A separate
   * process sends it, in at most two seconds, so that the product neither waits nor is kept alive. Never throws or
   * rejects. Call it at each start; in a server also every hour.
   */
  checkAndSend(): Promise<CheckResult>
  /**
   * Asks on a terminal, once, whether telemetry may be on; the default is no. For the install flow or the first start.
   * Does not ask in CI, without a terminal, or if a variable decides. Resolves with whether telemetry is on.
   */
  askConsent(): Promise<boolean>
  /** Whether telemetry is on, which rule decided, and what is stored. Writes nothing. */
  status(): Status
  /**
   * Stores that telemetry may be on. A variable can still decide otherwise: see the status.
   * @throws Error when it cannot be stored
   */
  enable(): Status
  /**
   * Stores that telemetry must be off, and removes salt and marker.
   * @throws Error when it cannot be stored
   */
  disable(): Status
  /**
   * What would be sent, to the byte: the next ping, or the named one. Stores the salt if there is none, so that its id
   * is the one that would be sent.
   * @throws Error when `collect` throws or returns what is not declared
   */
  preview(ping?: PingName): Preview
  /**
   * Removes salt and marker: the next ping has a new id. The decision stays.
   * @throws Error when they cannot be removed
   */
  reset(): Status
  /**
   * The sub-command for a CLI without a framework: takes the arguments after `telemetry`, resolves with the exit code.
   */
  runCommand(args: readonly string[]): Promise<number>
  /** Adds the sub-command to a program of `commander`. */
  addCommand(program: CommanderCommand): void
}

/**
 * Opt-in telemetry for software vendors. Reads, writes and sends nothing until one of its functions is called.
 * @throws TypeError that says which option is wrong
 */
export const createTelemetry = <const T extends FieldTable>(options: TelemetryOptions<T>): Telemetry => {
  const settings = toSettings(options)
  return {
    checkAndSend: async () => checkAndSend(settings),
    askConsent: () => askConsent(settings),
    status: () => readStatus(settings),
    enable: () => storeDecision(settings, true),
    disable: () => storeDecision(settings, false),
    preview: (ping) => preview(settings, ping),
    reset: () => resetId(settings),
    runCommand: async (args) => runCommandLine(settings, args),
    addCommand: (program) => addToCommander(settings, program),
  }
}
