import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { leaveOut } from '../leave-out.ts'
import { root } from '../root.ts'
import { hasGo, providePrograms } from '../stack/programs/build.ts'

const folder = join(root, '.github/workflows')
const names = readdirSync(folder)
const read = (name: string): string => readFileSync(join(folder, name), 'utf8')

/** Texts of the `run:` steps, those over several lines included. */
const findScripts = (workflow: string): string[] => {
  const lines = workflow.split('\n')
  return lines.flatMap((line, index) => {
    const [, indent = '', script] = /^(\s*)(?:- )?run: (.*)$/.exec(line) ?? []
    if (script !== '|') return script === undefined ? [] : [script]
    const end = lines.findIndex((next, at) => at > index && next.trim() !== '' && !next.startsWith(`${indent}  `))
    return [lines.slice(index + 1, end === -1 ? undefined : end).join('\n')]
  })
}

/** The job's own lines, by the job's name. */
const findJobs = (workflow: string): [string, string][] => {
  const [, jobs = ''] = workflow.split(/^jobs:\n/m)
  const [, ...parts] = jobs.split(/^ {2}(\w+):\n/m)
  return parts.flatMap((name, index) => (index % 2 === 0 ? [[name, parts[index + 1] ?? ''] as [string, string]] : []))
}

test('There is a workflow for tests, for the stack, for images and for releases', () => {
  expect(names.sort()).toEqual(['image.yml', 'release.yml', 'stack.yml', 'test.yml'])
})

describe.each(names)('the workflow %s', (name) => {
  const text = read(name)

  test('may read the code and no more, but for the jobs that say so', () => {
    expect(text).toMatch(/^permissions:\n {2}contents: read\n\n/m)
    expect(text).not.toContain('write-all')
  })

  test('never runs code of strangers with rights of ours', () => {
    expect(text).not.toMatch(/pull_request_target|workflow_run/)
  })

  test('takes actions of others by their commit', () => {
    const used = [...text.matchAll(/uses: (.+)/g)].map(([, action]) => action)
    expect(
      used.filter((action) => !/^(\.\/\S+|[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+)$/.test(action ?? '')),
    ).toEqual([])
  })

  test('leaves no token in the checkout', () => {
    const checkouts = text.split('uses: actions/checkout@').slice(1)
    expect(checkouts.filter((after) => !/^.*\n\s+with:\n\s+persist-credentials: false/.test(after))).toEqual([])
  })

  test('hands values to scripts as variables, so that none of them is run or printed', () => {
    expect(findScripts(text).filter((script) => script.includes('${{'))).toEqual([])
    expect(text).not.toMatch(/secrets\.(?!GITHUB_TOKEN)/)
  })

  test('ends by itself when something hangs', () => {
    const endless = findJobs(text).filter(([, job]) => !/^ {4}(timeout-minutes|uses):/m.test(job))
    expect(endless.map(([job]) => job)).toEqual([])
  })
})

test('One action has one version everywhere', () => {
  const used = names.flatMap((name) => [...read(name).matchAll(/uses: ([\w-]+\/[\w-]+)@(\S+)/g)])
  const versions = Map.groupBy(used, ([, action]) => action)
  const mixed = [...versions].filter(([, uses]) => new Set(uses.map(([, , version]) => version)).size > 1)
  expect(mixed.map(([action]) => action)).toEqual([])
})

test.skipIf(leaveOut('workflows by actionlint', hasGo ? {} : { missing: 'go' }))('actionlint finds no fault', () => {
  const program = join(providePrograms().actionlint ?? '', 'actionlint')
  const { status, stdout } = spawnSync(program, ['-no-color', '-oneline'], { cwd: root, encoding: 'utf8' })
  expect({ status, stdout }).toEqual({ status: 0, stdout: '' })
})
