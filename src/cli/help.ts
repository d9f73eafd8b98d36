import { styleText } from 'node:util'
import { version } from '../version.ts'
import type { Command, Flag } from './command.ts'
import { commands } from './commands.ts'
import { wrapText } from './wrap-text.ts'

/** Fits beside an editor: a terminal that is narrower breaks lines in the middle of words. */
const width = 60

/** Bold in a terminal, unless `NO_COLOR` is set. */
const toHeading = (text: string): string => styleText('bold', text, { stream: process.stdout })

const toWrapped = (text: string, margin = ''): string[] => wrapText(text.split(' '), width, margin)

const toSynopsis = (name: string, { type, short, valueName, default: initial }: Flag): string => {
  const long = type === 'boolean' && initial === 'true' ? `--[no-]${name}` : `--${name}`
  return `  ${short ? `-${short}, ` : ''}${long}${type === 'string' ? ` <${valueName ?? 'text'}>` : ''}`
}

const toFlagLines = ([name, flag]: readonly [string, Flag]): string[] => {
  const facts = [
    ...(flag.default === undefined ? [] : [`[default: ${flag.default}]`]),
    ...(flag.env ?? []).map((variable) => `[env: ${variable}]`),
  ]
  const margin = '      '
  return [toSynopsis(name, flag), ...toWrapped(flag.description, margin), ...wrapText(facts, width, margin)]
}

const toExampleLines = ([line, description]: readonly [string, string]): string[] => [
  ...toWrapped(description, '  # '),
  `  ${line}`,
]

const toSections = (sections: readonly (readonly [heading: string, lines: readonly string[]])[]): string[] =>
  sections.flatMap(([heading, lines]) => ['', toHeading(heading), '', ...lines])

const toUsage = ({ name, takesProgram, words }: Command): string =>
  ['  plainsight', name, '[flags]', ...(takesProgram ? ['-- program ...'] : []), ...(words ? [words] : [])].join(' ')

/** Help of one command: flags, then what to type. */
export const toCommandHelp = (command: Command): string =>
  [
    ...toWrapped(command.summary),
    ...toSections([
      ['USAGE', [toUsage(command)]],
      ['FLAGS', Object.entries(command.flags).flatMap(toFlagLines)],
      ['EXAMPLES', command.examples.flatMap(toExampleLines)],
    ]),
    '',
  ].join('\n')

/** Help of the whole: the commands. */
export const toMainHelp = async (): Promise<string> => {
  const all = await Promise.all(Object.values(commands).map((load) => load()))
  const column = Math.max(...all.map(({ name }) => name.length)) + 4
  const toLines = ({ name, summary }: Command): string[] => {
    const [first = '', ...rest] = toWrapped(summary, ' '.repeat(column))
    return [`  ${name}`.padEnd(column) + first.slice(column), ...rest]
  }
  return [
    ...toWrapped(`plainsight ${version}: traces, logs and metrics of any Node app, on a page on your own machine`),
    ...toSections([
      ['USAGE', ['  plainsight <command> [flags]']],
      ['COMMANDS', all.flatMap(toLines)],
      [
        'EXAMPLES',
        (
          [
            ['plainsight dev -- node app.js', 'run an app and watch it'],
            ['plainsight dev --help', 'flags and examples of a command'],
          ] as const
        ).flatMap(toExampleLines),
      ],
      [
        'EXIT CODES',
        [
          '  0  done',
          '  1  failed',
          '  2  wrong command line or setting; nothing was started',
          '  dev ends with the exit code of its program',
        ],
      ],
    ]),
    '',
  ].join('\n')
}
