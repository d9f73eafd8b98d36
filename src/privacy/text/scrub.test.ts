import { describe, expect, it } from 'vitest'
import { scrubText } from './scrub.ts'

const cases: readonly (readonly [what: string, text: string, scrubbed: string])[] = [
  ['an e-mail address', 'mail from ann@example.com failed', 'mail from [email] failed'],
  ['one with tags and subdomains', '<ann.b+tag@mail.example.co.uk>', '<[email]>'],
  ['one of another script', 'müller@bücher.example, hi', '[email], hi'],
  ['one escaped in a URL', '/u?m=ann%40example.com&x=1', '/u?m=[email]&x=1'],
  ['two in a row', 'a@b.io,c@d.io', '[email],[email]'],
  ['one at the end of a sentence', 'to ann@example.com.', 'to [email].'],
  ['IPv4', 'peer 203.0.113.7:443 closed', 'peer [ip]:443 closed'],
  ['IPv4 in a URL', 'GET http://203.0.113.7/x', 'GET http://[ip]/x'],
  ['IPv4 in a path', '/client/10.1.2.3/x', '/client/[ip]/x'],
  ['IPv4 behind a word', 'peer_203.0.113.7_x', 'peer_[ip]_x'],
  ['IPv4 in a network', '10.1.2.0/24', '[ip]/24'],
  ['IPv6', 'from 2001:db8:0:1:1:1:1:1 on', 'from [ip] on'],
  ['IPv6, short', 'from [2001:db8::1]:443', 'from [[ip]]:443'],
  ['IPv6, link local', 'fe80::1ff:fe23:4567:890a%eth0', '[ip]%eth0'],
  ['IPv4 in IPv6', '::ffff:203.0.113.7', '[ip]'],
  ['a bearer token', 'Authorization: Bearer abc.def-123', 'Authorization: [secret]'],
  ['a bearer token alone', 'sent bearer mF_9.B5f-4.1JqM', 'sent bearer [token]'],
  ['basic credentials', 'curl -H Basic dXNlcjpwYXNz', 'curl -H Basic [token]'],
  [
    'a JSON web token',
    'jwt eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTYifQ.dozjgNryP4J3jVmNHl0w5N done',
    'jwt [token] done',
  ],
  ['a token of a known service', 'push ghp_0123456789abcdefghijABCDEFGHIJ failed', 'push [token] failed'],
  ['a card number', 'paid with 4111111111111111', 'paid with [card]'],
  ['a card number in groups', 'paid with 5555 5555 5555 4444, ok', 'paid with [card], ok'],
  ['a card number with hyphens', '3782-822463-10005', '[card]'],
  ['a secret in a query', 'GET /login?password=hunter2&x=1', 'GET /login?password=[secret]&x=1'],
  ['a secret in JSON', '{"user":"ann","password":"hunter2","n":1}', '{"user":"ann","password":"[secret]","n":1}'],
  ['a secret in JSON in JSON', '{\\"apiKey\\":\\"k-1\\",\\"n\\":1}', '{\\"apiKey\\":\\"[secret]\\",\\"n\\":1}'],
  ['a quoted secret with a quote in it', '{"password":"a\\"b","n":1}', '{"password":"[secret]","n":1}'],
  ['a number as secret', '{"pin": 1234, "n":1}', '{"pin": [secret], "n":1}'],
  ['a list of cookies in JSON', '{"set-cookie":["a=1; Path=/","b=]2"],"n":1}', '{"set-cookie":[secret],"n":1}'],
  ['an object of cookies in JSON', '{"cookies":{"theme":"dark","x":{"y":[1]}},"n":1}', '{"cookies":[secret],"n":1}'],
  ['cookies in JSON in JSON', '{\\"cookies\\":{\\"a\\":\\"}\\"},\\"n\\":1}', '{\\"cookies\\":[secret],\\"n\\":1}'],
  ['cookies in JSON that was cut off', '{"cookies":{"theme":"dark","x', '{"cookies":[secret]'],
  ['inspected cookies', "{ cookies: { theme: 'dark' }, n: 1 }", '{ cookies: [secret], n: 1 }'],
  ['an inspected object', "{ token: 'abc', n: 1 }", "{ token: '[secret]', n: 1 }"],
  ['a cookie header', 'Cookie: sid=abc; theme=dark', 'Cookie: [secret]'],
  ['a secret in SQL', "WHERE password = 'x1' AND a = 2", "WHERE password = '[secret]' AND a = 2"],
  ['a password with an at sign', 'redis://:p@ss@cache/0', 'redis://[secret]@cache/0'],
  ['user and password of a URL', 'postgres://shop:pw@db:5432/x', 'postgres://[secret]@db:5432/x'],
]

const untouched: readonly string[] = [
  '',
  'GET /items/:id 200 in 12ms',
  'connect ECONNREFUSED 127.0.0.1:5432',
  'listening on 0.0.0.0:3000 and [::1]:3000 and ::',
  'Mozilla/5.0 (X11) Chrome/120.0.0.0 Safari/537.36',
  'version v1.2.3.4 and 1.2.3.4.5 and 1.2.3',
  'oid 300.1.2.3 and 1.2.3.256',
  'at 12:34:56 2026-11-22T12:34:56.789Z',
  'mac aa:bb:cc:dd:ee:ff',
  'std::vector<a::b> core::fmt dead::beef',
  'at Object.<anonymous> (/app/src/server.js:10:5)',
  'react@18.2.0 and @scope/name@1.2.3 and root@localhost',
  'id 4111111111111112 and 1795324206172000000 and 0.4111111111111111',
  'f81d4fae-7dec-11d0-a765-00a0c91e6bf6 4bf92f3577b34da6a3ce929d0e0e4736',
  'invalid token: unexpected end of input',
  'basic authentication failed, bearer token is missing',
  'SELECT * FROM users WHERE password = ? AND token = $1',
  'eyJ is how tokens begin',
  'a = b == c, x:y, key=value, tokens=12, input_tokens=5',
  'price 50% off, 100%40 ',
  'password=[redacted] token=[secret]&x=1',
  '{"cookie":[redacted],"authorization":[redacted],"n":1}',
  'unexpected token: { in JSON at position 3',
]

describe('text scrubbing', () => {
  it.each(cases)('replaces %s', (_, text, scrubbed) => expect(scrubText(text).text).toBe(scrubbed))
  it.each(untouched)('leaves %j alone', (text) => expect(scrubText(text)).toEqual({ text, kinds: [] }))

  it('tells what it replaced', () => {
    expect(scrubText('ann@example.com from 203.0.113.7').kinds).toEqual(['email', 'ip'])
  })

  it('leaves what looks like an address in a version, and nothing else', () => {
    expect(scrubText('1.2.3.4 ann@example.com', { addresses: false }).text).toBe('1.2.3.4 [email]')
  })

  it('finds the same wherever it stands in a long text', () => {
    const padding = 'lorem ipsum dolor sit amet '.repeat(200)
    expect(scrubText(`${padding}ann@example.com ${padding}`).text).toBe(`${padding}[email] ${padding}`)
  })
})

const hostile: readonly (readonly [what: string, piece: string])[] = [
  ['signs', '@'],
  ['addresses without an end', 'a@'],
  ['dots', 'a.'],
  ['colons', ':'],
  ['hex groups', 'ab:'],
  ['double colons', '1::'],
  ['digits', '4'],
  ['digits in groups', '4111 '],
  ['numbers with dots', '1.'],
  ['starts of tokens', 'eyJ'],
  ['tokens without an end', 'eyJa.'],
  ['quotes', 'password="'],
  ['objects without an end', 'token: {'],
  ['lists without an end', '"token":['],
  ['escaped quotes', 'password=\\"'],
  ['equals', '='],
  ['bearers', 'bearer '],
  ['slashes', '//'],
  ['percent signs', '%40'],
  ['prefixes', 'sk-'],
  ['backslashes', '\\'],
]

/** A search with quadratic time would need minutes for this length. */
const hostileLength = 300_000
const maxCpuMs = 4_000

describe('hostile text', () => {
  it.each(hostile)(
    'of %s takes no more time than its length explains',
    (_, piece) => {
      const text = piece.repeat(Math.ceil(hostileLength / piece.length))
      const start = process.cpuUsage()
      scrubText(text)
      expect(process.cpuUsage(start).user / 1000).toBeLessThan(maxCpuMs)
    },
    60_000,
  )
})
