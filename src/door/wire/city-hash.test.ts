import { expect, test } from 'vitest'
import { cityHash128 } from './city-hash.ts'

/** Bytes that every language can make: a linear congruence, of which the upper byte is taken. */
const toBytes = (length: number): Uint8Array => {
  const bytes = new Uint8Array(length)
  let state = 7
  for (let at = 0; at < length; at++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    bytes[at] = state >>> 24
  }
  return bytes
}

// What clickhouse-go's CityHash (github.com/go-faster/city, CH128) makes of the same bytes.
test.each([
  [0, '2b9ac064fc9df03d291ee592c340b53c'],
  [1, '1d3c44fa2807ae6765e26b4958e448b9'],
  [3, 'd8c5198d0d355fc2ee15881f2777c632'],
  [4, '2578468a03033d9ba78edec54521d7e1'],
  [7, '8426639eb90e6404fe2043bc67a6a863'],
  [8, '1e68ce089065c7e9228e2eb0ad2527bd'],
  [12, '18c6261ce6c7a885daebaec63120ec53'],
  [15, '0d9e7fc7a0f2f15c527d4a65d6350f62'],
  [16, 'a94a22d8a9ddb7b3341226686fae511d'],
  [17, '69f891682664221b8334ccc3cdaa24a4'],
  [31, 'f3ba41fde6aa49cf79f628f3630ea55e'],
  [32, 'eb921be7f37939f867faad55fea6b602'],
  [64, 'c3350a52dc813be209b6f7b9b30fc8ee'],
  [127, '49790fd3206e0cd9b92dab7390e3193e'],
  [128, 'ff34f873145011ccf44255e0892e2621'],
  [143, '188b602986e892be1dc978b672d7eee0'],
  [144, '4e216f45da6fd4e024de3232dbf9ac32'],
  [145, 'f51c56a68d42b7a1f905350e0d50e192'],
  [160, 'c910e8f32f9e190000e122e912ac42dc'],
  [255, '4d076d3cb5629760bbeed418ff8b7eb4'],
  [256, '39cc70323b2d55b75e4c32c30d7fd923'],
  [273, 'c42f8ec605132bd46ae054e22064500e'],
  [1024, '7e8fc128a8ff3a87869164aaabeb9b67'],
  [65536, 'ff174d6940e3483d9e7f59ff6cdcdb08'],
  [100003, 'ab6a52b5a5e89ad0fc3be6a560b2e7cd'],
])('%i bytes hash as in ClickHouse', (length, hash) => {
  expect(Buffer.from(cityHash128(toBytes(length))).toString('hex')).toBe(hash)
})

test('a slice of a larger buffer hashes as its own bytes', () => {
  const bytes = toBytes(200)
  const within = new Uint8Array(300)
  within.set(bytes, 50)
  expect(cityHash128(within.subarray(50, 250))).toEqual(cityHash128(bytes))
})
