import { toNearest } from '../config/nearest.ts'
import { version } from '../version.ts'
import type { Command } from './command.ts'
import { commands } from './commands.ts'
import { exitCodes } from './exit-codes.ts'
import { toCommandHelp, toMainHelp } from './help.ts'
import { parseArguments } from './parse-arguments.ts'
import { reportError } from './report-error.ts'
import { UsageError } from './usage-error.ts'

const loadCommand = async (name: string): Promise<Command> => {
  const load = Object.hasOwn(commands, name) ? commands[name] : undefined
  if (load) return load()
  const nearest = toNearest(name, Object.keys(commands))
  throw new UsageError(`There is no command ${name}`, `Did you mean ${nearest}? See: plainsight --help`)
}

const runCommand = async (name: string, rawArguments: readonly string[]): Promise<number> => {
  const command = await loadCommand(name)
  const { flags, rest, wantsHelp } = parseArguments(rawArguments, command)
  if (!wantsHelp) return command.run(flags, rest)
  console.log(toCommandHelp(command))
  return exitCodes.ok
}

const run = async ([name, ...rest]: readonly string[]): Promise<number> => {
  if (name === '--version' || name === '-v') {
    console.log(version)
    return exitCodes.ok
  }
  if (name === 'help' && rest[0]) return runCommand(rest[0], ['--help'])
  if (name === undefined) {
    console.error(await toMainHelp())
    return exitCodes.usage
  }
  if (name === 'help' || name === '--help' || name === '-h') {
    console.log(await toMainHelp())
    return exitCodes.ok
  }
  return runCommand(name, rest)
}

/** Runs one command line and sets the exit code of the process. */
export const runCli = async (rawArguments: readonly string[]): Promise<void> => {
  try {
    process.exitCode = await run(rawArguments)
  } catch (error) {
    process.exitCode = reportError(error, { asJson: rawArguments.includes('--json') })
  }
}
