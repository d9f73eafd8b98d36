import type { Settings } from './options.ts'
import { runSubCommand, subCommands } from './sub-commands.ts'

/** The part of a `commander` command that is used, the same in all versions. */
export type CommanderCommand = {
  command(nameAndArgs: string): CommanderCommand
  description(text: string): CommanderCommand
  option(flags: string, description: string): CommanderCommand
  action(run: (...args: unknown[]) => void): CommanderCommand
}

/** Adds `telemetry` with its sub-commands to a program of `commander`. */
export const addToCommander = (settings: Settings, program: CommanderCommand): void => {
  const parent = program.command('telemetry').description(`Show or change what ${settings.product} sends`)
  for (const each of subCommands) {
    const { name, summary, word, takesJson } = each
    const child = parent.command(word ? `${name} [ping]` : name).description(word ? `${summary} (${word})` : summary)
    if (takesJson) child.option('--json', 'print JSON')
    child.action((...args) => {
      // commander passes the arguments first, then the options.
      const [ping, flags] = word ? args : [undefined, ...args]
      const json = (flags as { readonly json?: boolean }).json === true
      const code = runSubCommand(each, settings, { word: ping as string | undefined, json })
      if (code !== 0) process.exitCode = code
    })
  }
}
