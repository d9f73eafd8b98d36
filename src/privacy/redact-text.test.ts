import { describe, expect, it } from 'vitest'
import { redactText } from './redact-text.ts'

const cases = [
  ['login password=hunter2 ok', 'login password=[redacted] ok'],
  ["{ user: 'ada', password: 'hunter2' }", "{ user: 'ada', password: [redacted] }"],
  ['{"user":"ada","token":"abc.def","n":1}', '{"user":"ada","token":[redacted],"n":1}'],
  ['body {\\"apiKey\\":\\"abc\\",\\"n\\":1}', 'body {\\"apiKey\\":[redacted],\\"n\\":1}'],
  ['GET /x?access_token=abc&page=2', 'GET /x?access_token=[redacted]&page=2'],
  ['Authorization: Bearer abc.def.ghi', 'Authorization: [redacted]'],
  ['sent Bearer abcdefghijkl to it', 'sent Bearer [redacted] to it'],
  ['Cookie: sid=1; theme=dark', 'Cookie: [redacted]'],
  ['postgres://ada:hunter2@db/shop', 'postgres://[redacted]@db/shop'],
  ['error: password=hunter2', 'error: password=[redacted]'],
  ['password => hunter2', 'password => [redacted]'],
  ['{"set-cookie":["a=1; Path=/","b=]2"],"n":1}', '{"set-cookie":[redacted],"n":1}'],
  ["{ cookies: { theme: 'dark' }, n: 1 }", '{ cookies: [redacted], n: 1 }'],
  ['{ secret: "a \\"b\\" c" }', '{ secret: [redacted] }'],
] as const

const untouched = [
  'order placed',
  'order 7 took 12 ms: fine',
  'tokens=17',
  'at Object.<anonymous> (/app/server.js:12:34)',
  '2026-11-22T10:00:00.000Z started',
  'http://localhost:3000/path',
  '',
]

describe('secrets in free text', () => {
  it.each(cases)('%s', (text, expected) => expect(redactText(text)).toBe(expected))
  it.each(untouched)('leaves %j alone', (text) => expect(redactText(text)).toBe(text))

  it('stays linear on long text', () => {
    const begin = process.cpuUsage()
    redactText('a'.repeat(200_000) + '=x '.repeat(50_000) + 'token: ["x" '.repeat(20_000))
    expect(process.cpuUsage(begin).user / 1000).toBeLessThan(2000)
  })
})
