import { isDeniedKey } from './denied-keys.ts'

/** Replaces a secret. */
export const redacted = '[redacted]'

/**
 * A name and the separator before its value: `password=`, `"token": `, `authorization: `, also with the quotes escaped.
 */
const nameAndJoint = /([A-Za-z_$][\w$.-]{0,80})\\*["'`]?\s*(?:=>|[:=])\s*/g

/**
 * The value after it: a flat list or object, a quoted text (also escaped), an authorization scheme with its
 * credentials, or a bare word with further pairs of a cookie.
 */
const value =
  /\[(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[^\]"']){0,2000}\]|\{(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[^{}"']){0,2000}\}|\\+"[^"]*"?|"(?:[^"\\]|\\.)*"?|'(?:[^'\\]|\\.)*'?|`[^`]*`?|(?:Bearer|Basic|Digest|Token|ApiKey)\s+[^\s,;"'}]+|(?![[{]\\*["'])[^\s,;&"'`)\]}]+(?:;\s*[\w-]+=[^\s,;&"']+)*/iy

/** Credentials without a name. */
const bareCredentials = /\b(Bearer|Basic)\s+[\w.~+/=-]{8,}|(:\/\/)[^\s/:@]+:[^\s/@]+@/gi

/**
 * Removes the values of denied names from free text: `password=hunter2`, `{ token: 'abc' }`, `?api_key=…`,
 * `Authorization: Bearer …`, and user and password from URLs. The names are those of `isDeniedKey`; text without any
 * `=` or `:` is returned untouched.
 */
export const redactText = (text: string): string => {
  if (!text.includes('=') && !text.includes(':') && !text.includes('earer ')) return text
  return redactPairs(text).replace(bareCredentials, (_, scheme: string | undefined, slashes: string | undefined) =>
    slashes === undefined ? `${scheme} ${redacted}` : `${slashes}${redacted}@`,
  )
}

const redactPairs = (text: string): string => {
  let result = ''
  let kept = 0
  nameAndJoint.lastIndex = 0
  for (let pair = nameAndJoint.exec(text); pair !== null; pair = nameAndJoint.exec(text)) {
    if (!isDeniedKey(pair[1]!)) continue
    value.lastIndex = nameAndJoint.lastIndex
    const found = value.exec(text)
    if (found === null) continue
    result += text.slice(kept, nameAndJoint.lastIndex) + redacted
    kept = value.lastIndex
    nameAndJoint.lastIndex = kept
  }
  return kept === 0 ? text : result + text.slice(kept)
}
