import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { toPrivacyDoc } from '../../scripts/docs/privacy.ts'

it('docs/privacy.md says what the lists do', () => {
  const doc = readFileSync(new URL('../../docs/privacy.md', import.meta.url), 'utf8')
  expect(doc, 'run: npm run docs').toBe(toPrivacyDoc())
})
