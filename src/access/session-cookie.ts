import { sessionLifetime } from '../control/sessions.ts'

const name = 'plainsight_session'
const flags = 'Path=/; HttpOnly; SameSite=Strict'

/** `Set-Cookie` value of a new sign-in. */
export const toSessionCookie = (secret: string, { isSecure }: { readonly isSecure: boolean }): string =>
  `${name}=${secret}; ${flags}; Max-Age=${sessionLifetime}${isSecure ? '; Secure' : ''}`

/** `Set-Cookie` value that makes a browser forget its sign-in. */
export const expiredSessionCookie: string = `${name}=; ${flags}; Max-Age=0`

/** The sign-in in a `Cookie` header. */
export const readSessionCookie = (cookies: string | undefined): string | undefined =>
  cookies
    ?.split(/;\s*/)
    .find((pair) => pair.startsWith(`${name}=`))
    ?.slice(name.length + 1) || undefined
