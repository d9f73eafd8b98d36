import type { Settings } from './options.ts'
import { runSubCommand, type SubCommand, subCommands } from './sub-commands.ts'

const jsonFlag = '--json'

const toSynopsis = ({ name, word }: SubCommand): string => (word ? `${name} [${word}]` : name)

const toHelp = ({ command }: Settings): string => {
  const width = Math.max(...subCommands.map((each) => toSynopsis(each).length)) + 2
  return [
    `Usage: ${command} <command> [--json]`,
    '',
    ...subCommands.map((each) => `  ${toSynopsis(each).padEnd(width)}${each.summary}`),
    '',
  ].join('\n')
}

/** The error in the arguments after the name of a command, if any. */
const findFault = (
  { name, word, takesJson }: SubCommand,
  words: readonly string[],
  flags: readonly string[],
): string | undefined => {
  const extra = words[word ? 1 : 0] ?? flags.find((flag) => flag !== jsonFlag || !takesJson)
  return extra === undefined ? undefined : `${name} does not take ${JSON.stringify(extra)}`
}

/** Runs the sub-command with the arguments after its name, and returns its exit code. */
export const runCommandLine = (settings: Settings, args: readonly string[]): number => {
  if (args.some((word) => word === '--help' || word === '-h')) {
    process.stdout.write(toHelp(settings))
    return 0
  }
  const flags = args.filter((word) => word.startsWith('-'))
  const [name = 'status', ...words] = args.filter((word) => !word.startsWith('-'))
  const command = subCommands.find((each) => each.name === name)
  const fault = command ? findFault(command, words, flags) : `there is no command ${JSON.stringify(name)}`
  if (!command || fault !== undefined) {
    process.stderr.write(`${settings.product}: ${fault}\n${toHelp(settings)}`)
    return 2
  }
  return runSubCommand(command, settings, { word: words[0], json: flags.includes(jsonFlag) })
}
