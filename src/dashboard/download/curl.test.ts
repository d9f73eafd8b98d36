import { expect, test } from 'vitest'
import { toCurl } from './curl.ts'

const url = "http://127.0.0.1:4318/api/query/private/logs-search?q=it's"

test.each([
  [
    'a hub without a token',
    { needsToken: false },
    `curl --compressed 'http://127.0.0.1:4318/api/query/private/logs-search?q=it'\\''s'`,
  ],
  [
    'a hub with one: a place for it',
    { needsToken: true },
    `curl --compressed 'http://127.0.0.1:4318/api/query/private/logs-search?q=it'\\''s' \\\n  --header "Authorization: Bearer $PLAINSIGHT_TOKEN"`,
  ],
  [
    'the live tail',
    { needsToken: false, streams: true },
    `curl --no-buffer 'http://127.0.0.1:4318/api/query/private/logs-search?q=it'\\''s'`,
  ],
])('%s', (_name, options, command) => {
  expect(toCurl(url, options)).toBe(command)
})
