import { createHmac, randomUUID } from 'node:crypto'
import { isSameText } from './secret-owners.ts'

const name = 'plainsight_session'
/** A sign-in lasts this long, in seconds. */
const lifetime = 30 * 24 * 3600

const sign = (token: string, expires: string, id: string): string =>
  createHmac('sha256', token).update(`plainsight session ${expires} ${id}`).digest('hex')

/** `Set-Cookie` value of a new sign-in. It proves knowledge of the token without holding it; a new token ends all sign-ins. */
export const createSessionCookie = (token: string, { secure = false, now = Date.now() } = {}): string => {
  const expires = String(Math.floor(now / 1000) + lifetime)
  const id = randomUUID()
  const flags = `Path=/; HttpOnly; SameSite=Strict; Max-Age=${lifetime}${secure ? '; Secure' : ''}`
  return `${name}=${expires}.${id}.${sign(token, expires, id)}; ${flags}`
}

/** `Set-Cookie` value that signs out. */
export const expiredSessionCookie: string = `${name}=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0`

/** A sign-in that is told from others by its id. `expires` is a second since 1970. */
export type Session = { readonly id: string; readonly expires: number }

/** The sign-in in a `Cookie` header that was made with this token and has not run out. */
export const readSession = (
  cookies: string | undefined,
  token: string,
  now: number = Date.now(),
): Session | undefined => {
  const value = cookies
    ?.split(/;\s*/)
    .find((pair) => pair.startsWith(`${name}=`))
    ?.slice(name.length + 1)
  const [expires = '', id = '', signature = ''] = value?.split('.') ?? []
  if (!/^\d+$/.test(expires) || Number(expires) <= now / 1000) return undefined
  return isSameText(signature, sign(token, expires, id)) ? { id, expires: Number(expires) } : undefined
}
