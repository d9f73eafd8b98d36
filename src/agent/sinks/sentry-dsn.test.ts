import { getOtlpTracesEndpoint } from '@sentry/node'
import { expect, test } from 'vitest'
import { toTracesAddress } from './sentry-dsn.ts'

test.each([
  'https://public@o1.ingest.de.sentry.io/42',
  'https://public:secret@sentry.example.com/42',
  'http://public@127.0.0.1:9000/42',
  'https://public@example.com/some/path/42',
])("the OTLP endpoint of %s is the one of Sentry's library", (dsn) => {
  expect(toTracesAddress(dsn)).toEqual(getOtlpTracesEndpoint(dsn))
})
