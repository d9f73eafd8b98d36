import { createHmac, timingSafeEqual } from 'node:crypto'

const name = 'plainsight_session'
/** A sign-in lasts this long, in seconds. */
const lifetime = 30 * 24 * 3600

const sign = (token: string, expires: string): string =>
  createHmac('sha256', token).update(`plainsight session ${expires}`).digest('hex')

/** Constant-time comparison of two texts of any length. */
export const isSameText = (left: string, right: string): boolean => {
  const digest = (text: string): Buffer => createHmac('sha256', 'plainsight').update(text).digest()
  return timingSafeEqual(digest(left), digest(right))
}

/** `Set-Cookie` value of a new sign-in. It proves knowledge of the token without holding it; a new token ends all sign-ins. */
export const createSessionCookie = (token: string, { secure = false, now = Date.now() } = {}): string => {
  const expires = String(Math.floor(now / 1000) + lifetime)
  const flags = `Path=/; HttpOnly; SameSite=Strict; Max-Age=${lifetime}${secure ? '; Secure' : ''}`
  return `${name}=${expires}.${sign(token, expires)}; ${flags}`
}

/** `Set-Cookie` value that signs out. */
export const expiredSessionCookie: string = `${name}=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0`

/** True when the `Cookie` header carries a sign-in made with this token that has not run out. */
export const hasValidSession = (cookies: string | undefined, token: string, now: number = Date.now()): boolean => {
  const value = cookies
    ?.split(/;\s*/)
    .find((pair) => pair.startsWith(`${name}=`))
    ?.slice(name.length + 1)
  const [expires = '', signature = ''] = value?.split('.') ?? []
  return /^\d+$/.test(expires) && Number(expires) > now / 1000 && isSameText(signature, sign(token, expires))
}
