import { expect, test } from 'vitest'
import { toNetwork } from './network.ts'

test.each([
  ['192.0.2.7', '192.0.2.7'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
  ['2001:DB8:1:2::5', '2001:db8:1:2'],
  ['2001:db8::1', '2001:db8:0:0'],
  ['::1', '0:0:0:0'],
  ['::1:2:3:4:5:6:7', '0:1:2:3'],
  ['1:2::', '1:2:0:0'],
  ['', ''],
])('%s belongs to %s', (address, network) => {
  expect(toNetwork(address)).toBe(network)
})
