import type { Environment } from './environment.ts'
import type { StoredFiles } from './stored-files.ts'

const { cpus, totalmem } = process.getBuiltinModule('node:os')

/** The file of the random salt. */
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

/**
 * The salt of the fingerprint: `TELE_SALT`, else a random one that the first use writes.
 * @throws Error when it can be neither read nor written
 */
export const loadSalt = (env: Environment, files: StoredFiles): string => {
  if (env.TELE_SALT) return env.TELE_SALT
  const stored = files.read(saltFile)
  if (stored) return stored
  return files.writeFirst(saltFile, process.getBuiltinModule('node:crypto').randomBytes(32).toString('hex'))
}

/** SHA-256 over the salt, the product and the facts, in hex: two products on one machine have ids of their own. */
export const toFingerprint = (salt: string, product: string): string =>
  process
    .getBuiltinModule('node:crypto')
    .createHash('sha256')
    .update(JSON.stringify([salt, product, ...findMachineFacts()]))
    .digest('hex')
