import { expect, test } from 'vitest'
import { exceptionText } from './exception-text.ts'

const stack = 'PaymentError: card declined\n    at charge (/app/charge.js:1:2)'

test.each([
  [
    'type and message',
    'checkout failed',
    { type: 'PaymentError', message: 'card declined' },
    'PaymentError: card declined',
  ],
  [
    'the type, where the text has the message',
    'it failed: card declined',
    { type: 'PaymentError', message: 'card declined' },
    'PaymentError',
  ],
  [
    'the message, where the text has the type',
    'PaymentError',
    { type: 'PaymentError', message: 'card declined' },
    'card declined',
  ],
  [
    'nothing, where the text has both',
    'PaymentError: card declined',
    { type: 'PaymentError', message: 'card declined' },
    '',
  ],
  ['the message of the stack', 'it failed', { type: 'PaymentError', stacktrace: stack }, 'PaymentError: card declined'],
  ['the stack alone', '', { stacktrace: stack }, 'PaymentError: card declined'],
  ['the message alone', '', { message: 'no' }, 'no'],
  ['nothing without an exception', 'all is well', {}, ''],
])('a row shows %s', (_name, body, exception, shown) => {
  const attributes = Object.fromEntries(Object.entries(exception).map(([key, value]) => [`exception.${key}`, value]))
  expect(exceptionText({ body, attributes })).toBe(shown)
})
