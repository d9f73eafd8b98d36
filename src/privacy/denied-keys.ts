/**
 * Names whose values are never sent or stored. One list for the agent (log fields, span attributes) and the hub
 * (everything that arrives).
 *
 * A name is cut into parts at every character that is not a letter or digit, and at camelCase humps; a rule matches if
 * the name contains its words as successive whole parts. So `api key` matches `apiKey`, `API_KEY` and
 * `http.request.header.x-api-key`, and `token` does not match `tokenizer` or `input_tokens`.
 */
export type DeniedName = {
  /**
   * Words that must follow each other as whole parts of the name, in lower case. Variants of the same name share one
   * reason.
   */
  readonly words: readonly string[]
  /** Why the value is removed; printed in `docs/privacy.md`. */
  readonly reason: string
}

/** The built-in list. `docs/privacy.md` is tested against it. */
export const deniedNames: readonly DeniedName[] = [
  {
    words: [
      'password',
      'passwords',
      'passwd',
      'pwd',
      'pass word',
      'passphrase',
      'pass phrase',
      'passcode',
      'userpassword',
    ],
    reason: 'Lets someone sign in.',
  },
  { words: ['pin', 'otp', 'totp', 'mfa code', 'verification code'], reason: 'Second half of a sign-in.' },
  { words: ['secret', 'secrets', 'clientsecret', 'secretkey'], reason: 'A secret by its own name.' },
  {
    words: ['token', 'accesstoken', 'refreshtoken', 'idtoken', 'authtoken', 'csrftoken', 'xsrftoken', 'jwt', 'bearer'],
    reason: 'Whoever holds a token acts as its owner.',
  },
  { words: ['csrf', 'xsrf'], reason: 'Guards a form against forgery only while it is not known.' },
  {
    words: ['api key', 'api keys', 'apikey', 'apikeys', 'xapikey'],
    reason: 'Whoever holds the key acts as its owner.',
  },
  {
    words: ['access key', 'accesskey', 'private key', 'privatekey', 'secret key', 'signing key', 'encryption key'],
    reason: 'Key material.',
  },
  { words: ['credential', 'credentials', 'creds'], reason: 'Name and password, or keys, together.' },
  {
    words: ['authorization', 'authorisation', 'authentication info'],
    reason: 'Header that carries passwords or tokens.',
  },
  { words: ['cookie', 'cookies', 'cookie2'], reason: 'Carries sessions, and follows people from visit to visit.' },
  {
    words: ['session', 'session id', 'session key', 'sessionid', 'sessid', 'phpsessid', 'jsessionid', 'sid'],
    reason: 'A session id as frameworks keep it is as good as a password.',
  },
  {
    words: ['card', 'creditcard', 'cardnumber', 'card number', 'pan', 'cvv', 'cvv2', 'cvc', 'cvc2', 'cvn'],
    reason: 'Payment card data.',
  },
  { words: ['iban', 'account number', 'accountnumber', 'routing number', 'sort code'], reason: 'Bank account.' },
  { words: ['command line', 'command args'], reason: 'Programs are given passwords on their command lines.' },
  { words: ['ssn', 'social security', 'passport', 'tax id', 'national id'], reason: 'Official number of a person.' },
]

/**
 * Words that, right after a denied one, make the name a property of the secret and not the secret itself: `token_type`,
 * `password.length`.
 */
export const harmlessEndings: readonly string[] = [
  'type',
  'count',
  'length',
  'size',
  'limit',
  'ttl',
  'age',
  'duration',
  'expired',
  'expiry',
  'valid',
  'enabled',
  'required',
  'policy',
  'present',
]

/** Names defined by OpenTelemetry that a rule above would match although their values are not secret. */
export const allowedNames: readonly string[] = [
  'session.id',
  'session.previous_id',
  'k8s.secret.name',
  'k8s.secret.uid',
]

/** Parts of a name in lower case: `http.request.header.xApiKey` → http, request, header, x, api, key. */
export const toNameParts = (name: string): string[] => {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((part) => part !== '')
}

/**
 * Maximum number of cached results: names come from outside, so their memory must be bounded. Longer names are not
 * cached.
 */
const maxVerdicts = 4096
const maxKeptLength = 1024

/**
 * Creates the check for the built-in list plus the user's names (`hub.deniedKeys`), which match by the same rules. The
 * user's names override `allowedNames`.
 */
export const createDeniedKeyCheck = (furtherNames: readonly string[] = []): ((name: string) => boolean) => {
  const rules = toRules(deniedNames.flatMap((denied) => denied.words))
  const furtherRules = toRules(furtherNames)
  const allowed = new Set(allowedNames)
  const verdicts = new Map<string, boolean>()
  return (name) => {
    const known = verdicts.get(name)
    if (known !== undefined) return known
    const parts = toNameParts(name)
    const verdict = matches(furtherRules, parts, false) || (!allowed.has(name) && matches(rules, parts, true))
    if (name.length > maxKeptLength) return verdict
    if (verdicts.size >= maxVerdicts) verdicts.clear()
    verdicts.set(name, verdict)
    return verdict
  }
}

/** Rules by their first word, so that a name of n parts costs n look-ups. */
type Rules = ReadonlyMap<string, readonly (readonly string[])[]>

const toRules = (names: readonly string[]): Rules => {
  const rules = new Map<string, string[][]>()
  for (const name of names) {
    const words = toNameParts(name)
    const first = words[0]
    if (first === undefined) continue
    const sameStart = rules.get(first) ?? []
    sameStart.push(words)
    rules.set(first, sameStart)
  }
  return rules
}

const harmless: ReadonlySet<string> = new Set(harmlessEndings)

const matches = (rules: Rules, parts: readonly string[], mindEndings: boolean): boolean => {
  for (let i = 0; i < parts.length; i++) {
    const candidates = rules.get(parts[i]!)
    if (
      candidates?.some((words) => standsAt(words, parts, i) && !(mindEndings && isMeasure(parts, i + words.length)))
    ) {
      return true
    }
  }
  return false
}

const standsAt = (words: readonly string[], parts: readonly string[], at: number): boolean =>
  words.every((word, i) => parts[at + i] === word)

/** Only the last part counts as an ending: `token.type.value` does not match. */
const isMeasure = (parts: readonly string[], at: number): boolean => at === parts.length - 1 && harmless.has(parts[at]!)

/** Whether the value under this name must not leave the process or be stored, by the built-in list. */
export const isDeniedKey: (name: string) => boolean = createDeniedKeyCheck()
