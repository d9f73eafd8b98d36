import { describe, expect, it } from 'vitest'
import { createAttributePolicy } from './attribute-policy.ts'
import { toQueryWithoutValues, toUrlWithoutValues } from './url.ts'
import { toCoarseUserAgent } from './user-agent.ts'

const policies = [
  ['http.request.method', 'text'],
  ['exception.stacktrace', 'text'],
  ['db.statement', 'text'],
  ['host.ip', 'text'],
  ['browser.version', 'version'],
  ['service.version', 'version'],
  ['conversion', 'text'],
  ['password', 'denied'],
  ['http.request.header.set-cookie', 'denied'],
  ['http.request.header.authorization', 'denied'],
  ['client.address', 'client_address'],
  ['http.client_ip', 'client_address'],
  ['http.request.header.x-forwarded-for', 'client_address'],
  ['http.request.header.x_forwarded_for', 'client_address'],
  ['req.remoteAddress', 'client_address'],
  ['req.headers.cf-connecting-ip', 'client_address'],
  ['clientIp', 'client_address'],
  ['network.peer.address', 'peer_address'],
  ['net.sock.peer.addr', 'peer_address'],
  ['user_agent.original', 'user_agent'],
  ['http.user_agent', 'user_agent'],
  ['http.request.header.user-agent', 'user_agent'],
  ['User-Agent', 'user_agent'],
  ['user_agent.name', 'text'],
  ['url.full', 'url'],
  ['http.target', 'url'],
  ['url.query', 'query'],
] as const

describe('what happens to an attribute by its name', () => {
  const policyOf = createAttributePolicy(['customer.tier'])
  it.each(policies)('%s: %s', (name, policy) => expect(policyOf(name)).toBe(policy))
  it('names that a setting keeps are kept, unless they are denied, too', () => {
    const keeping = createAttributePolicy(['user.name'], ['user.email', 'user.name'])
    expect(['user.email', 'user.name', 'user.id'].map(keeping)).toEqual(['kept', 'denied', 'text'])
  })
  it('names of the user are denied', () => expect(policyOf('customer_tier')).toBe('denied'))
})

const urls = [
  ['https://shop.test/find?q=ann&page=2', 'https://shop.test/find?q=[value]&page=[value]'],
  ['https://u:p@shop.test:8443/a', 'https://shop.test:8443/a'],
  ['https://u:p%40x@shop.test?x=a@b', 'https://shop.test?x=[value]'],
  ['/find?ann', '/find?[value]'],
  ['/find?q=', '/find?q='],
  ['/find?', '/find?'],
  ['/a/b#token=1', '/a/b'],
  ['/a?x=1#y=2', '/a?x=[value]'],
  ['/mail/a@b', '/mail/a@b'],
  ['', ''],
  ['?', '?'],
  ['//u@h/x', '//h/x'],
] as const

describe('URLs', () => {
  it.each(urls)('%s becomes %s', (url, clean) => expect(toUrlWithoutValues(url)).toBe(clean))
  it('queries alone', () => {
    expect(toQueryWithoutValues('a=1&b&c=')).toBe('a=[value]&[value]&c=')
    expect(toQueryWithoutValues('?a=1')).toBe('?a=[value]')
  })
})

const agents = [
  [
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36',
    'Chrome',
    '120',
    'Windows',
  ],
  [
    'Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36 Edg/120.0.2210.91',
    'Edge',
    '120',
    'Windows',
  ],
  [
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.2 Safari/605.1.15',
    'Safari',
    '17',
    'macOS',
  ],
  [
    'Mozilla/5.0 (iPhone; CPU iPhone OS 17_2 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/120.0.6099.119 Mobile/15E148 Safari/604.1',
    'Chrome',
    '120',
    'iOS',
  ],
  [
    'Mozilla/5.0 (Linux; Android 13; SM-S918B) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/23.0 Chrome/115.0.0.0 Mobile Safari/537.36',
    'Samsung Internet',
    '23',
    'Android',
  ],
  ['Mozilla/5.0 (X11; Linux x86_64; rv:121.0) Gecko/20100101 Firefox/121.0', 'Firefox', '121', 'Linux'],
  [
    'Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/119.0.0.0 Safari/537.36',
    'Chrome',
    '119',
    'ChromeOS',
  ],
  ['Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)', 'Googlebot', '', ''],
  ['curl/8.1.2', 'curl', '8', ''],
  ['python-requests/2.31.0', 'python-requests', '2', ''],
  ['Go-http-client/1.1', 'Go-http-client', '1', ''],
  ['node', 'node', '', ''],
  ['ann@example.com', 'Other', '', ''],
  ['Mozilla/5.0', 'Other', '', ''],
  ['', 'Other', '', ''],
  ['x'.repeat(100_000), 'Other', '', ''],
] as const

describe('user agents', () => {
  it.each(agents)('%s', (raw, name, version, os) => expect(toCoarseUserAgent(raw)).toEqual({ name, version, os }))
})
