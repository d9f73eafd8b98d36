import { expect, test } from 'vitest'
import { loadConfig } from '../config/load.ts'
import { createFindSender } from './client.ts'

const https = { 'x-forwarded-proto': 'https' }

test.each([
  ['without proxies', '', '192.0.2.1', { 'x-forwarded-for': '198.51.100.7', ...https }, '192.0.2.1', false],
  [
    'one on this machine',
    'loopback',
    '127.0.0.1',
    { 'x-forwarded-for': '198.51.100.7', ...https },
    '198.51.100.7',
    true,
  ],
  ['one on ::1', 'loopback', '::1', { 'x-forwarded-for': '2001:db8::7', ...https }, '2001:db8::7', true],
  ['one that says nothing', 'loopback', '127.0.0.1', {}, '127.0.0.1', false],
  ['one that speaks HTTP', '1', '10.0.0.1', { 'x-forwarded-proto': 'http' }, '10.0.0.1', false],
  [
    'IPv4 in the form of IPv6',
    '10.0.0.1',
    '::ffff:10.0.0.1',
    { 'x-forwarded-for': '198.51.100.7' },
    '198.51.100.7',
    false,
  ],
  ['a port behind the address', '1', '10.0.0.1', { 'x-forwarded-for': '198.51.100.7:4711' }, '198.51.100.7', false],
  ['a port behind IPv6', '1', '10.0.0.1', { 'x-forwarded-for': '[2001:db8::7]:4711' }, '2001:db8::7', false],
  ['an invented client', '1', '10.0.0.1', { 'x-forwarded-for': '1.1.1.1, 198.51.100.7' }, '198.51.100.7', false],
  ['two in a row', '2', '10.0.0.1', { 'x-forwarded-for': '1.1.1.1, 198.51.100.7, 10.0.0.2' }, '198.51.100.7', false],
  [
    'two networks',
    '10.0.0.0/8,fd00::/8',
    'fd12::1',
    { 'x-forwarded-for': '198.51.100.7, 10.9.9.9' },
    '198.51.100.7',
    false,
  ],
  ['a private network', 'uniquelocal', '172.20.0.3', { 'x-forwarded-for': '198.51.100.7' }, '198.51.100.7', false],
  ['a proxy that nobody trusts', '10.0.0.1', '10.0.0.9', { 'x-forwarded-for': '1.1.1.1', ...https }, '10.0.0.9', false],
  ['only trusted ones', 'uniquelocal', '10.0.0.1', { 'x-forwarded-for': '10.0.0.3, 10.0.0.2' }, '10.0.0.3', false],
  ['one that hides its client', '1', '10.0.0.1', { 'x-forwarded-for': '1.1.1.1, unknown' }, '10.0.0.1', false],
  ['two headers', '1', '10.0.0.1', { 'x-forwarded-proto': 'http, https' }, '10.0.0.1', true],
] as const)('%s: PLAINSIGHT_TRUSTED_PROXIES=%s', (_what, proxies, peer, headers, address, isSecure) => {
  const { config } = loadConfig({ env: { PLAINSIGHT_TRUSTED_PROXIES: proxies }, file: false })
  const findSender = createFindSender(config.hub.trustedProxies)
  expect(findSender({ peer, headers })).toEqual({ address, isSecure })
})

test.each(['proxy', '10.0.0', '10.0.0.0/33', '10.0.0.0/', '::/129', '100', '-1', 'fe80::1%eth0', '10.0.0.1,all'])(
  'PLAINSIGHT_TRUSTED_PROXIES=%s is refused',
  (value) => {
    const { faults } = loadConfig({ env: { PLAINSIGHT_TRUSTED_PROXIES: value }, file: false })
    expect(faults).toMatchObject([{ key: 'PLAINSIGHT_TRUSTED_PROXIES', expected: /^addresses, networks, loopback/ }])
  },
)
