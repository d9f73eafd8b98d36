/** What is kept of a user: the app's own id, and what `PLAINSIGHT_COLLECT_USER` names. */
export type User = {
  readonly id: string
  readonly email?: string | undefined
  readonly name?: string | undefined
}

/** What an app may pass as a user: an id, or an object with one. By default, nothing else of the object is kept. */
export type ProvidedUser =
  | string
  | number
  | bigint
  | {
      readonly id?: unknown
      readonly email?: string | null | undefined
      readonly name?: string | null | undefined
    }
  | null
  | undefined

/** Which facts of a user are collected besides the id, and who is warned about others. */
export type UserRules = {
  readonly collect: readonly string[]
  warnOnce(code: string, sentence: string): void
}

/** Longer text is unlikely to be an id or a name. */
const maxLength = 200

/** Properties that hold the id of a user record, most likely first. */
const idNames = ['id', '_id', 'userId', 'user_id', 'sub', 'uid'] as const

/** Properties with personal data: checked only to warn that they are not sent. */
const personalNames = ['email', 'name', 'fullName', 'displayName', 'username', 'address', 'phone'] as const

const emailPattern = /^[^\s@]+@[^\s@]+\.[^\s@]+$/

/** Reads what an app passed as a user; undefined if it has no id. Getters of the app may throw here. */
export const toUser = (given: unknown, rules: UserRules): User | undefined => {
  const { collect, warnOnce } = rules
  const record = (typeof given === 'object' && given !== null ? given : { id: given }) as Record<string, unknown>
  const id = toAllowed(toFirstId(record), rules)
  if (id === undefined) return undefined
  const dropped = personalNames.filter((name) => !collect.includes(name) && (record[name] ?? '') !== '')
  if (dropped.length > 0) warnOnce('user-facts', toDroppedSentence(dropped))
  return {
    id,
    email: collect.includes('email') ? toText(record.email) : undefined,
    name: collect.includes('name') ? toText(record.name) : undefined,
  }
}

/** Reads what an app passed as a plain id, of a user or a session. Getters of the app may throw here. */
export const toAllowedId = (given: unknown, rules: UserRules): string | undefined => toAllowed(toId(given), rules)

const toAllowed = (id: string | undefined, { collect, warnOnce }: UserRules): string | undefined => {
  if (id === undefined || !emailPattern.test(id) || collect.includes('email')) return id
  warnOnce('user-email', 'an id that is an e-mail address is not sent (PLAINSIGHT_COLLECT_USER=email allows it)')
  return undefined
}

/** Strings, numbers, and MongoDB ids. */
const toId = (value: unknown): string | undefined => {
  if (typeof value === 'string') return toText(value)
  if (typeof value === 'bigint' || (typeof value === 'number' && Number.isFinite(value))) return String(value)
  const { toHexString } = (value ?? {}) as { readonly toHexString?: unknown }
  return typeof toHexString === 'function' ? toText(toHexString.call(value)) : undefined
}

const toFirstId = (record: Readonly<Record<string, unknown>>): string | undefined => {
  for (const name of idNames) {
    const id = toId(record[name])
    if (id !== undefined) return id
  }
  return undefined
}

const toText = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' && value.length <= maxLength ? value : undefined

const toDroppedSentence = (dropped: readonly string[]): string =>
  `of users only the id is sent; ${dropped.join(', ')} is dropped (PLAINSIGHT_COLLECT_USER=email,name sends these two)`
