import type { ErrorEntry } from './entry.ts'

/** Errors of who may call what: tokens, keys, hosts and origins. */
export const accessErrors = {
  TOKEN_NEEDED: {
    status: 401,
    sentence: 'A token is required',
    hint: 'Send Authorization: Bearer with PLAINSIGHT_TOKEN or the secret of a key, or sign in on the page.',
  },
  TOKEN_WRONG: {
    status: 401,
    sentence: 'The token is wrong',
    hint: 'Use the value of PLAINSIGHT_TOKEN of the hub, or the secret of an active key: plainsight keys list',
  },
  SCOPE_MISSING: {
    status: 403,
    sentence: 'This key does not have the scope {scope}',
    hint: 'Use a key that has it: plainsight keys add NAME --scope read, or --scope write to send data.',
  },
  SIGN_IN_THROTTLED: {
    status: 429,
    retryAfter: 60,
    sentence: 'Too many wrong tokens',
    hint: 'Retry in a minute.',
  },
  HOST_REFUSED: {
    status: 403,
    sentence: 'The Host header {host} is not allowed',
    hint: 'Use localhost or 127.0.0.1, or add the name to PLAINSIGHT_ALLOWED_HOSTS.',
  },
  ORIGIN_REFUSED: {
    status: 403,
    sentence: 'Requests from the web origin {origin} are not allowed',
    hint: 'Add it to PLAINSIGHT_ALLOWED_ORIGINS.',
  },
  SITE_REFUSED: {
    status: 403,
    sentence: 'Requests from pages of other sites are not allowed',
    hint: "Open the address directly, or add the page's origin to PLAINSIGHT_ALLOWED_ORIGINS and fetch with CORS.",
  },
  KEY_NAME_INVALID: {
    status: 400,
    sentence: 'The key name {name} is invalid',
    hint: 'Use up to 64 lower case letters, digits, _ . and -, beginning with a letter or digit.',
  },
  KEY_NAME_TAKEN: {
    status: 409,
    sentence: 'The key {name} already exists',
    hint: 'Choose another name, or revoke that key first: plainsight keys revoke NAME',
  },
  KEY_SECRET_WEAK: {
    status: 400,
    sentence: 'A secret must have at least {shortest} characters',
    hint: 'Omit --secret-stdin to have one generated, or use a longer one, for example from: openssl rand -base64 36',
  },
  KEY_SECRET_USED: {
    status: 409,
    sentence: 'Another key already has this secret',
    hint: 'Give each key its own secret, so that each can be revoked alone.',
  },
  KEY_UNKNOWN: {
    status: 404,
    sentence: 'There is no active key {name}',
    hint: 'See: plainsight keys list',
  },
  CONTROL_VERSION: {
    status: 500,
    sentence: 'The control file {path} has format {found}; this version supports formats up to {expected}',
    hint: 'Start the newer plainsight version that wrote it, or move the file away and create the keys again.',
  },
  CONTROL_UNUSABLE: {
    status: 500,
    sentence: 'The control file {path} cannot be used: {reason}',
    hint: 'Fix its permissions, or free disk space. If the file is damaged, move it away and create the keys again.',
  },
} as const satisfies Record<string, ErrorEntry>
