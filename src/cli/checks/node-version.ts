import type { Check } from './check.ts'

/** Lines of Node that get no new features are fine; lines without support are worth a word. */
export const checkNodeVersion: Check = async () => {
  const major = Number(process.versions.node.split('.')[0])
  const name = 'Node'
  if (major % 2 === 0) return [{ name, state: 'ok', message: process.version }]
  const fix = 'Use an even version, which is supported for long.'
  return [{ name, state: 'note', message: `${process.version} is a short-lived line`, fix }]
}
