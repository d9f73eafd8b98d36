import type { Check } from './check.ts'

/** Odd major versions have no long-term support. */
export const checkNodeVersion: Check = async () => {
  const major = Number(process.versions.node.split('.')[0])
  const name = 'Node'
  if (major % 2 === 0) return [{ name, state: 'ok', message: process.version }]
  const fix = 'Use an even major version, which has long-term support.'
  return [{ name, state: 'note', message: `${process.version} has no long-term support`, fix }]
}
