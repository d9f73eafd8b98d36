import { stripVTControlCharacters } from 'node:util'
import { renderUsage } from 'citty'
import { version } from '../version.ts'
import type { Command } from './command.ts'
import { commands } from './commands.ts'

const program = { type: 'positional', description: 'The program to run, with its arguments' } as const

/** citty colours whatever it writes to, so colours are taken out again where no terminal shows them or `NO_COLOR` is set. */
const toUsage = async ({ name, summary, flags, takesProgram, words }: Command): Promise<string> => {
  const usage = await renderUsage({
    meta: { name: `plainsight ${name}`, version, description: summary },
    args: {
      ...flags,
      ...(takesProgram && { program }),
      ...(words && { [words.written]: { type: 'positional', description: words.says } }),
    },
  })
  const showsColours = process.stdout.isTTY && process.stdout.hasColors()
  return (showsColours ? usage : stripVTControlCharacters(usage)).replace(/ +$/gm, '').trimEnd()
}

/** Help of one command: flags, then what to type. */
export const toCommandHelp = async (command: Command): Promise<string> => {
  const width = Math.max(...command.examples.map(([line]) => line.length))
  const examples = command.examples.map(([line, says]) => `  ${line.padEnd(width)}  ${says}`)
  return [await toUsage(command), '', 'EXAMPLES', '', ...examples, ''].join('\n')
}

/** Help of the whole: the commands. */
export const toMainHelp = async (): Promise<string> => {
  const all = await Promise.all(Object.values(commands).map((load) => load()))
  const width = Math.max(...all.map(({ name }) => name.length))
  return [
    `plainsight ${version}: traces, logs and metrics of any Node app, on a page of your own machine`,
    '',
    'USAGE',
    '',
    '  plainsight <command> [flags]',
    '',
    'COMMANDS',
    '',
    ...all.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`),
    '',
    'EXAMPLES',
    '',
    '  plainsight dev -- node app.js   run an app and watch it',
    '  plainsight dev --help           flags and examples of a command',
    '',
    'Exit codes: 0 done, 1 failed, 2 wrong command line or setting; dev: those of the program.',
    '',
  ].join('\n')
}
