/** What must never leave a process. */
export const canaries = {
  email: 'maria.canary@example.com',
  ip: '203.0.113.77',
  card: '4111 1111 1111 1111',
  token: 'ghp_canary0123456789abcdefghijklmnopqrst',
  password: 'hunter2canary',
  cookie: 'sid=canarycookie',
} as const

/** Those that bytes hold, by their names; undefined bytes hold none. */
export const findCanaries = (...bytes: readonly (Buffer | string)[]): string[] => {
  const text = bytes.map(String).join('\n')
  return Object.entries(canaries).flatMap(([name, canary]) => (text.includes(canary) ? [name] : []))
}

/** A request of a person: each of its parts holds a canary. */
export const personalRequest = {
  path: `/reset/${canaries.email}?token=${canaries.token}`,
  headers: {
    cookie: canaries.cookie,
    authorization: `Bearer ${canaries.token}`,
    'x-forwarded-for': canaries.ip,
    'content-type': 'application/json',
  },
  body: JSON.stringify({ password: canaries.password, card: canaries.card }),
} as const
