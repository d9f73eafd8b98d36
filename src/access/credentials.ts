/** Credentials of a client. A bearer secret has no name. */
export type Credentials = { readonly secret: string; readonly name?: string }

const fromBasic = (encoded: string): Credentials | undefined => {
  const text = Buffer.from(encoded, 'base64').toString('utf8')
  const at = text.indexOf(':')
  return at < 0 ? undefined : { name: text.slice(0, at), secret: text.slice(at + 1) }
}

/** The value of an `Authorization` header of this scheme; undefined for another one, or none. */
const readScheme = (authorization: string | undefined, wanted: string): string | undefined => {
  const [scheme = '', value = ''] = authorization?.trim().split(/\s+/) ?? []
  return scheme.toLowerCase() === wanted ? value : undefined
}

/** The secret in an `Authorization: Bearer` header. */
export const readBearer = (authorization: string | undefined): string | undefined => readScheme(authorization, 'bearer')

/** Credentials in an `Authorization` header, `Bearer` or `Basic`. */
export const readAuthorization = (authorization: string): Credentials | undefined => {
  const secret = readBearer(authorization)
  return secret === undefined ? fromBasic(readScheme(authorization, 'basic') ?? '') : { secret }
}
