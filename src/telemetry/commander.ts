import type { Settings } from './options.ts'
import { runSubCommand, subCommands } from './sub-commands.ts'

/** What is used of a command of `commander`, whichever version the product has. */
export type CommanderCommand = {
  command(nameAndArgs: string): CommanderCommand
  description(text: string): CommanderCommand
  option(flags: string, description: string): CommanderCommand
  action(run: (...args: never[]) => void): CommanderCommand
}

/** Adds `telemetry` with its sub-commands to a program of `commander`. */
export const addToCommander = (settings: Settings, program: CommanderCommand): void => {
  const parent = program.command('telemetry').description(`Show or change what ${settings.product} sends`)
  for (const each of subCommands) {
    const { name, summary, word, takesJson } = each
    const child = parent.command(word ? `${name} [ping]` : name).description(word ? `${summary} (${word})` : summary)
    if (takesJson) child.option('--json', 'print JSON')
    const run = (ping: string | undefined, options: { readonly json?: boolean }): void => {
      const code = runSubCommand(each, settings, { word: ping, json: options.json === true })
      if (code !== 0) process.exitCode = code
    }
    // The last argument of an action is the command; before it are its words, then its flags.
    child.action(
      word
        ? (ping: string | undefined, options: { json?: boolean }) => run(ping, options)
        : (options: { json?: boolean }) => run(undefined, options),
    )
  }
}
