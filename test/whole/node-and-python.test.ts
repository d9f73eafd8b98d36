import { type ChildProcess, spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { makeFolder, startCli } from '../cli/cli.ts'
import { eventually } from '../eventually.ts'
import { findFreePort } from '../free-port.ts'
import { openPython } from '../ingest/python.ts'
import { leaveOut } from '../leave-out.ts'
import { ask, askTrace, type TraceList } from './ask-hub.ts'

const python = await openPython()

/** A front door that asks the kitchen, which asks the front door's pantry: Node → Python → Node. */
const app = (kitchen: number): string => `
const http = require('node:http')
const server = http.createServer(async (request, response) => {
  if (request.url === '/pantry') return response.end('flour')
  const back = 'http://127.0.0.1:' + server.address().port + '/pantry'
  const answer = await fetch('http://127.0.0.1:${kitchen}/cook', { headers: { 'x-back': back } })
  response.end(await answer.text())
})
server.listen(0, '127.0.0.1', () => console.log('app on ' + server.address().port))`

const startKitchen = async (hub: string): Promise<number> => {
  if ('missing' in python) throw new Error(python.missing)
  const child: ChildProcess = spawn(python.path, [join(import.meta.dirname, 'kitchen.py'), hub], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  onTestFinished(() => void child.kill())
  let written = ''
  child.stdout?.on('data', (chunk) => {
    written += chunk
  })
  return eventually('the kitchen', () => {
    const port = /PORT (\d+)\n/.exec(written)?.[1]
    return port === undefined ? undefined : Number(port)
  })
}

type Detail = {
  readonly services: readonly string[]
  readonly spans: readonly {
    readonly id: string
    readonly parentId: string
    readonly service: number
    readonly kind: string
  }[]
}

test.skipIf(leaveOut('a trace from Node to Python and back', python))(
  'one trace crosses from Node to Python and back, and the hub shows it whole',
  async () => {
    const port = await findFreePort()
    const up = startCli(['up', '--port', `${port}`])
    await up.waitFor('page is at')
    const hub = `http://127.0.0.1:${port}`
    const kitchen = await startKitchen(hub)
    const cwd = makeFolder()
    writeFileSync(join(cwd, 'app.js'), app(kitchen))
    const dev = startCli(['dev', '--port', `${port}`, '--', 'node', 'app.js'], {
      cwd,
      env: { OTEL_SERVICE_NAME: 'front' },
    })
    const [, front] = await dev.waitFor(/app on (\d+)/)
    expect(await (await fetch(`http://127.0.0.1:${front}/dinner`)).text()).toBe('flour')

    const detail = await eventually('the whole trace', async () => {
      const { traces } = await ask<TraceList>(hub, 'traces-search', { service: 'kitchen' })
      const found = traces[0] && (await askTrace<Detail>(hub, 'trace-detail', traces[0].traceId))
      return found && found.spans.length >= 5 ? found : undefined
    })
    expect([...detail.services].sort()).toEqual(['front', 'kitchen'])
    const way: string[] = []
    for (let span = detail.spans.find(({ parentId }) => parentId === ''); span; ) {
      way.push(`${detail.services[span.service]} ${span.kind}`)
      const { id } = span
      span = detail.spans.find(({ parentId }) => parentId === id)
    }
    expect(way).toEqual(['front Server', 'front Client', 'kitchen Server', 'kitchen Client', 'front Server'])
  },
)
