import type { Environment } from './environment.ts'
import type { StoredFiles } from './stored-files.ts'

const { cpus, totalmem } = process.getBuiltinModule('node:os')

/** The file of the random salt and of the id that was derived from it. */
export const saltFile = 'salt'

const gibibyte = 1024 ** 3

/** Facts that thousands of machines share. No host name, user name, path or address of any kind. */
const findMachineFacts = (): readonly string[] => {
  const processors = cpus()
  return [
    process.platform,
    process.arch,
    processors[0]?.model ?? '',
    String(processors.length),
    String(Math.round(totalmem() / gibibyte)),
  ]
}

/** SHA-256 of the salt, the product and the facts, in hex: two products on one machine have different ids. */
export const toFingerprint = (salt: string, product: string): string =>
  process
    .getBuiltinModule('node:crypto')
    .createHash('sha256')
    .update(JSON.stringify([salt, product, ...findMachineFacts()]))
    .digest('hex')

const storedPattern = /^[0-9a-f]{64}\n([0-9a-f]{64})\n$/

const readStored = (files: StoredFiles | undefined): string | undefined =>
  storedPattern.exec(files?.read(saltFile) ?? '')?.[1]

/** The source of the salt, and the id: `undefined` while there is none. Writes nothing. */
export const readId = (
  product: string,
  env: Environment,
  files: StoredFiles | undefined,
): { readonly id: string; readonly saltFrom: 'TELE_SALT' | 'file' } | undefined => {
  if (env.TELE_SALT) return { id: toFingerprint(env.TELE_SALT, product), saltFrom: 'TELE_SALT' }
  const id = readStored(files)
  return id === undefined ? undefined : { id, saltFrom: 'file' }
}

/**
 * The id, with `TELE_SALT` or with a random salt that the first use stores. It is stored beside that salt: a machine
 * whose memory is upgraded remains the same installation, and later pings need not load `node:crypto`.
 * @throws Error when it can be neither read nor stored
 */
export const loadId = (product: string, env: Environment, files: StoredFiles): string => {
  const known = readId(product, env, files)
  if (known) return known.id
  const salt = process.getBuiltinModule('node:crypto').randomBytes(32).toString('hex')
  const id = toFingerprint(salt, product)
  const content = `${salt}\n${id}\n`
  // Another process may have been first; then its id is used. A file without an id, for example after a full disk, is
  // replaced.
  files.writeFirst(saltFile, content)
  if (readStored(files) === undefined) files.write(saltFile, content)
  return readStored(files) ?? id
}
