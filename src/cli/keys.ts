import { existsSync } from 'node:fs'
import { text } from 'node:stream/consumers'
import type { ApiKey } from '../control/api-keys.ts'
import { toControlPath } from '../control/control-file.ts'
import { createSecret } from '../control/key-secret.ts'
import { type Control, openControl } from '../control/open-control.ts'
import { type Scope, scopes } from '../control/scopes.ts'
import { PlainsightError } from '../errors.ts'
import type { Command, Flags } from './command.ts'
import { makeDataFolder } from './data-folder.ts'
import { exitCodes } from './exit-codes.ts'
import { hubFlags } from './hub-flags.ts'
import { configFlag, loadSettings } from './load-settings.ts'
import { toTable } from './print-table.ts'
import { UsageError } from './usage-error.ts'

const help = 'See: plainsight keys --help'

const defaultScope: Scope = 'read'

const parseScopes = (written: unknown): Scope[] => {
  const words = String(written)
    .split(',')
    .map((word) => word.trim())
  const known = scopes.filter((scope) => words.includes(scope))
  if (known.length === 0 || known.length !== words.length)
    throw new UsageError(`Unknown scope "${written}"`, 'Use --scope read, --scope write or --scope read,write')
  return known
}

/**
 * An existing secret comes from a pipe or a file, never from the command line, which everyone on the machine can see.
 */
const readSecret = async (): Promise<string> => (await text(process.stdin)).replace(/\r?\n$/, '')

const toUse = ({ name, granted }: { name: string; granted: readonly Scope[] }): string =>
  `plainsight: created the key ${name} (${granted.join(', ')}). Its secret is shown only once: use it as the password of the user ${name}, or as a bearer token.`

const addKey = async ({ keys }: Control, name: string, flags: Flags): Promise<void> => {
  const granted = parseScopes(flags.scope ?? defaultScope)
  const isBrought = Boolean(flags['secret-stdin'])
  const secret = isBrought ? await readSecret() : createSecret()
  keys.add({ name, scopes: granted, secret })
  if (flags.json) {
    console.log(JSON.stringify({ name, scopes: granted, ...(!isBrought && { secret }) }))
  } else if (isBrought) {
    console.error(`plainsight: created the key ${name} (${granted.join(', ')}) with the given secret`)
  } else {
    // Only the secret on stdout, so that a script can use it directly.
    console.error(toUse({ name, granted }))
    console.log(secret)
  }
}

const toRow = ({ name, scopes: granted, createdAt, lastUsedOn, revokedAt }: ApiKey): string[] => [
  name,
  granted.join(','),
  createdAt.slice(0, 10),
  lastUsedOn ?? 'never',
  revokedAt === null ? 'active' : `revoked ${revokedAt.slice(0, 10)}`,
]

const listKeys = (all: readonly ApiKey[], flags: Flags): void => {
  if (flags.json) console.log(JSON.stringify(all))
  else if (all.length === 0) console.error('plainsight: there are no keys yet. Create one: plainsight keys add NAME')
  else console.log(toTable([['NAME', 'SCOPES', 'CREATED', 'LAST USED', 'STATE'], ...all.map(toRow)]))
}

const revokeKey = ({ keys }: Control, name: string, flags: Flags): void => {
  keys.revoke(name)
  if (flags.json) console.log(JSON.stringify({ name, revoked: true }))
  else console.error(`plainsight: revoked the key ${name}`)
}

const withControl = async (dataDir: string, use: (control: Control) => Promise<void> | void): Promise<void> => {
  const control = openControl(dataDir)
  try {
    await use(control)
  } finally {
    control.close()
  }
}

/** Only `add` creates the data folder and the file: without them there is nothing to list or revoke. */
const run = async (dataDir: string, [action, name = '']: readonly string[], flags: Flags): Promise<void> => {
  if (action === 'add') {
    makeDataFolder(dataDir)
    return withControl(dataDir, (control) => addKey(control, name, flags))
  }
  const isThere = existsSync(toControlPath(dataDir))
  if (action === 'list')
    return isThere ? withControl(dataDir, ({ keys }) => listKeys(keys.list(), flags)) : listKeys([], flags)
  if (!isThere) throw new PlainsightError('KEY_UNKNOWN', { name })
  return withControl(dataDir, (control) => revokeKey(control, name, flags))
}

const checkWords = ([action, ...names]: readonly string[]): void => {
  if (action === undefined) throw new UsageError('keys needs an action: add, list or revoke', help)
  if (!['add', 'list', 'revoke'].includes(action)) throw new UsageError(`keys has no action "${action}"`, help)
  if (action !== 'list' && names.length === 0) throw new UsageError(`keys ${action} needs a key name`, help)
  const extra = names[action === 'list' ? 0 : 1]
  if (extra !== undefined) throw new UsageError(`keys ${action} does not take "${extra}"`, help)
}

export const keysCommand: Command = {
  name: 'keys',
  summary: 'Create, list and revoke keys for programs that read or write data',
  words: 'add|list|revoke [name]',
  flags: {
    ...configFlag,
    ...hubFlags(['dataDir']),
    scope: { type: 'string', default: defaultScope, valueName: 'read|write', description: 'What the new key may do.' },
    'secret-stdin': { type: 'boolean', description: 'Read the secret of the new key from standard input.' },
    json: { type: 'boolean', description: 'Print JSON.' },
  },
  examples: [
    ['plainsight keys add grafana', 'create a key for queries; prints the secret once'],
    ['plainsight keys add collector --scope write', 'create a key for a Collector that inserts rows'],
    ['plainsight keys add grafana --secret-stdin < password', 'create a key with an existing secret'],
    ['plainsight keys list', 'list keys with their scopes and last use'],
    ['plainsight keys revoke grafana', 'revoke a key; a running hub applies it at once'],
  ],
  async run(flags, words) {
    checkWords(words)
    await run(loadSettings(flags).config.hub.dataDir, words, flags)
    return exitCodes.ok
  },
}
