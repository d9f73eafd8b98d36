import { createHash, randomBytes } from 'node:crypto'

/** Prefix by which scanners of repositories and logs find a leaked secret. */
const prefix = 'ps_'

/** Shorter secrets could be guessed. */
export const shortestSecret = 32

/** 256 random bits, as text that needs no quoting in URLs, shells and YAML. */
export const createRandomText = (): string => randomBytes(32).toString('base64url')

/** The secret of a new key. */
export const createSecret = (): string => `${prefix}${createRandomText()}`

/**
 * The stored form of a secret. A fast hash without salt is right here: a secret has 256 random bits, so that they
 * cannot be enumerated however fast the hash is, and it is computed with every request. (Passwords that people think of
 * need a slow one.)
 */
export const hashSecret = (secret: string): Buffer => createHash('sha256').update(secret).digest()
