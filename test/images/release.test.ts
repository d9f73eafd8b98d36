import { describe, expect, test } from 'vitest'
import { findNotes, type ReleaseFacts, toRelease } from '../../scripts/check-release.ts'

const changelog =
  '# Changelog\n\n## unreleased\n\n- new\n\n## 1.2.0\n\n- a thing\n- another\n\n## 1.2.0-rc.1\n\n- first try\n\n## 1.1.0\n'
const facts: ReleaseFacts = {
  refType: 'tag',
  refName: 'v1.2.0',
  version: '1.2.0',
  changelog,
  run: '41',
  commit: '0123456789abcdef',
}

describe('a version tag', () => {
  test('is published as latest', () => {
    expect(toRelease(facts)).toEqual({ version: '1.2.0', distTag: 'latest' })
  })

  test('of what comes before a version is published as next, so that nobody gets it by accident', () => {
    const before = { ...facts, refName: 'v1.2.0-rc.1', version: '1.2.0-rc.1' }
    expect(toRelease(before)).toEqual({ version: '1.2.0-rc.1', distTag: 'next' })
  })

  test('that says another version than package.json is refused', () => {
    expect(() => toRelease({ ...facts, refName: 'v1.2.1' })).toThrow('The tag is v1.2.1 and package.json says 1.2.0.')
  })

  test.each(['1.1.0', '1.0.0', '1.2'])('%s, of which the changelog says nothing, is refused', (version) => {
    expect(() => toRelease({ ...facts, version, refName: `v${version}` })).toThrow(`nothing below "## ${version}"`)
  })
})

describe('without a tag', () => {
  test('main is published as dev, below the version to come and above the dev versions before', () => {
    expect(toRelease({ ...facts, refType: 'branch', refName: 'main' })).toEqual({
      version: '1.2.0-dev.41.g01234567',
      distTag: 'dev',
    })
  })

  test('another branch is not', () => {
    expect(() => toRelease({ ...facts, refType: 'branch', refName: 'try' })).toThrow('Only main')
  })
})

test('The notes of a release are what the changelog says of it', () => {
  expect(findNotes(changelog, '1.2.0')).toBe('- a thing\n- another')
})
