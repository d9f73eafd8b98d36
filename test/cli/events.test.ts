import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { ownEvents } from '../../src/event-catalogue/own-events.ts'
import { root } from '../root.ts'
import { runCli } from './cli.ts'

/** A module of a project, where it finds the package. */
const write = (code: string): string => {
  const folder = mkdtempSync(join(root, 'node_modules/.plainsight-test-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const file = join(folder, 'events.mjs')
  writeFileSync(file, code)
  return file
}

const catalogue = `import { defineEvents } from '${root}/dist/index.js'
export const other = 1
export const events = defineEvents({
  'order.placed': { description: 'A customer | has paid.', properties: { total: { type: 'number', description: 'In euros.' }, plan: ['free', 'pro'], coupon: { type: 'string', optional: true } } },
  'order.cancelled': {},
})`

test('plainsight events lists ours, and with a module those of the project', async () => {
  const own = await runCli(['events'])
  expect(own).toMatchObject({ code: 0, stderr: '' })
  for (const name of Object.keys(ownEvents)) expect(own.stdout).toContain(name)
  const { stdout } = await runCli(['events', write(catalogue)])
  expect(stdout).toMatch(/^order\.placed +total, plan, coupon +A customer/m)
  expect(stdout).not.toContain('page.viewed')
})

test('plainsight events --markdown prints a table, --json the catalogue', async () => {
  const file = write(catalogue)
  expect((await runCli(['events', '--markdown', file])).stdout).toBe(`| event | when | properties |
|---|---|---|
| \`order.placed\` | A customer \\| has paid. | \`total\` (number): In euros.<br>\`plan\` (\`free\` or \`pro\`)<br>\`coupon\` (string, optional) |
| \`order.cancelled\` |  |  |
`)
  expect(JSON.parse((await runCli(['events', '--json', file])).stdout)).toMatchObject({ 'order.cancelled': {} })
})

test.each([
  ['a module that is missing', './nowhere.mjs', 1, 'nowhere.mjs'],
  ['a module without a catalogue', 'export const a = 1', 1, 'exports nothing made by defineEvents()'],
  ['a module that throws', "throw new Error('broken')", 1, 'broken'],
])('%s is an error that says so', async (_, code, exit, sentence) => {
  const result = await runCli(['events', code.startsWith('./') ? code : write(code)])
  expect(result).toMatchObject({ code: exit, stdout: '' })
  expect(result.stderr).toContain(sentence)
})
