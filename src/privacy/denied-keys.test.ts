import { describe, expect, it } from 'vitest'
import { createDeniedKeyCheck, isDeniedKey } from './denied-keys.ts'

const denied = [
  'password',
  'user.password',
  'userPassword',
  'DB_PASSWORD',
  'passwd',
  'pwd',
  'client_secret',
  'token',
  'access_token',
  'accessToken',
  'id-token',
  'api_key',
  'apiKey',
  'APIKey',
  'apikey',
  'http.request.header.x-api-key',
  'http.request.header.authorization',
  'http.request.header.proxy-authorization',
  'http.request.header.cookie',
  'http.response.header.set-cookie',
  'http.response.header.set_cookie',
  'cookies',
  'session',
  'sessionId',
  'connect.sid',
  'PHPSESSID',
  'card.number',
  'creditCard',
  'cvv',
  'ssn',
  'customer.iban',
  'aws.accessKey',
  'password_hash',
  'token.type.value',
  'process.command_args',
]

const kept = [
  'tokenizer',
  'gen_ai.usage.input_tokens',
  'gen_ai.token.type',
  'token_type',
  'password.length',
  'session.id',
  'session.previous_id',
  'session_duration',
  'http.request.method',
  'http.response.status_code',
  'discard',
  'cardinality',
  'dashboard.panel',
  'secretary',
  'spinner',
  'company',
  'inside',
  'passenger.name',
  'authority',
  'k8s.secret.name',
  'user.id',
  'key',
  'messaging.kafka.message.key',
  '',
]

describe('names whose values are removed', () => {
  it.each(denied)('%s is denied', (name) => expect(isDeniedKey(name)).toBe(true))
  it.each(kept)('%s is kept', (name) => expect(isDeniedKey(name)).toBe(false))

  it('takes further names from the user, by the same rules, and over the allowed ones', () => {
    const check = createDeniedKeyCheck(['customer.email', 'session.id'])
    expect(check('customer.email')).toBe(true)
    expect(check('order.customerEmail')).toBe(true)
    expect(check('customer.emails')).toBe(false)
    expect(check('session.id')).toBe(true)
    expect(check('password')).toBe(true)
  })

  it('judges a long name by all of it', () => {
    const long = 'aB.'.repeat(100_000)
    expect(isDeniedKey(long)).toBe(false)
    expect(isDeniedKey(`${long}password`)).toBe(true)
    expect(isDeniedKey(`${long}password.${long}`)).toBe(true)
  })
})
