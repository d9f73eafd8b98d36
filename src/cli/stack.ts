import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Command, Flags } from './command.ts'
import { exitCodes } from './exit-codes.ts'
import { toTable } from './print-table.ts'
import { addStackVariables, stackProfiles, stackVariables } from './stack-env.ts'
import { UsageError } from './usage-error.ts'

const help = 'See: plainsight stack --help'

const parseProfiles = (written: unknown): string[] | undefined => {
  if (written === undefined) return undefined
  const words = String(written)
    .split(',')
    .map((word) => word.trim())
    .filter(Boolean)
  const unknown = words.find((word) => !stackProfiles.some((profile) => profile === word))
  if (unknown !== undefined || words.length === 0)
    throw new UsageError(`There is no profile "${unknown ?? ''}"`, `Profiles: ${stackProfiles.join(', ')}`)
  return words
}

const read = (path: string): string => (existsSync(path) ? readFileSync(path, 'utf8') : '')

type Line = { readonly name: string; readonly state: 'created' | 'kept'; readonly value: string }

const toValue = (text: string, name: string): string => new RegExp(`^${name}=(.*)$`, 'm').exec(text)?.[1] ?? ''

const toLines = (text: string, added: readonly string[]): Line[] =>
  stackVariables.map(({ name, isSecret }) => ({
    name,
    state: added.includes(name) ? 'created' : 'kept',
    value: isSecret ? '***' : toValue(text, name),
  }))

const nextSteps = [
  'Next:',
  '  docker compose up -d                       start the selected profiles',
  '  grep GRAFANA_ADMIN_PASSWORD .env           sign in on http://127.0.0.1:3000 as admin',
  '  grep PLAINSIGHT_TOKEN .env                 sign in on http://127.0.0.1:4319',
  '',
  'Keep .env out of git: it holds the passwords.',
]

const init = (flags: Flags): void => {
  const path = resolve('.env')
  const { text, added } = addStackVariables(read(path), parseProfiles(flags.profiles))
  if (added.length > 0) writeFileSync(path, text, { mode: 0o600 })
  chmodSync(path, 0o600)
  const lines = toLines(text, added)
  if (flags.json) {
    console.log(JSON.stringify({ path, variables: lines }))
    return
  }
  console.log(`${added.length > 0 ? 'Wrote' : 'Kept'} ${path}, readable only by you`)
  console.log(toTable(lines.map(({ name, state, value }) => [`  ${state}`, name, value])))
  if (!existsSync(resolve('docker-compose.yml')))
    console.error('plainsight: there is no docker-compose.yml in this folder; it comes with a checkout of plainsight')
  console.log(['', ...nextSteps].join('\n'))
}

export const stackCommand: Command = {
  name: 'stack',
  summary: 'Write passwords for the docker-compose stack into .env',
  words: 'init',
  flags: {
    profiles: {
      type: 'string',
      valueName: stackProfiles.join(','),
      description: 'Parts to run. Default: those in .env, or all but the demo.',
    },
    json: { type: 'boolean', description: 'Print JSON, with secrets masked.' },
  },
  examples: [
    ['plainsight stack init', 'create missing passwords and keep existing values'],
    ['plainsight stack init --profiles monitoring,logging', 'select the parts to run'],
  ],
  async run(flags, [action, ...rest]) {
    if (action !== 'init')
      throw new UsageError(`stack ${action ? `has no action "${action}"` : 'needs the action init'}`, help)
    if (rest[0] !== undefined) throw new UsageError(`stack init does not take "${rest[0]}"`, help)
    init(flags)
    return exitCodes.ok
  },
}
