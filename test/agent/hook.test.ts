import { describe, expect, test } from 'vitest'
import { send } from './app.ts'
import { receiver, start } from './watch.ts'

const commonJs = `
const express = require('express')
const app = express()
app.get('/orders/:id', (req, res) => res.json({ id: req.params.id }))
const server = app.listen(0, '127.0.0.1', () => console.log('PORT ' + server.address().port))`
const esm = commonJs.replace("const express = require('express')", "import express from 'express'")

describe('an Express app, not changed by a line, is watched', () => {
  test.each([
    ['a CommonJS app', '--require', commonJs, { hook: 'require', kind: 'cjs' }],
    ['a CommonJS app', '--import', commonJs, { hook: 'import', kind: 'cjs' }],
    ['a CommonJS app', 'NODE_OPTIONS', commonJs, { hook: 'NODE_OPTIONS', kind: 'cjs' }],
    ['an ES module', '--require', esm, { hook: 'require', kind: 'mjs' }],
    ['an ES module', '--import', esm, { hook: 'import', kind: 'mjs' }],
    ['an ES module', 'NODE_OPTIONS', esm, { hook: 'NODE_OPTIONS', kind: 'mjs' }],
  ] as const)('%s by %s', async (_, __, code, options) => {
    const app = start(code, { ...options, env: { OTEL_SERVICE_NAME: 'shop' } })
    const answer = await send(await app.port, '/orders/42?secret=1')
    expect(answer.body).toBe('{"id":"42"}')
    const span = await receiver.waitFor(() => receiver.serverSpans()[0])
    expect(span).toMatchObject({
      name: 'GET /orders/:id',
      parentSpanId: '',
      attributes: {
        'http.request.method': 'GET',
        'http.route': '/orders/:id',
        'http.response.status_code': 200,
        'url.path': '/orders/42',
        'url.scheme': 'http',
        'server.address': '127.0.0.1',
        'server.port': await app.port,
        'network.protocol.version': '1.1',
        request_id: answer.headers['x-request-id'],
      },
      status: { code: 0 },
      resource: { 'service.name': 'shop', 'telemetry.sdk.language': 'nodejs' },
    })
    expect(span.end - span.start).toBeGreaterThan(0n)
    expect(Math.abs(Number(span.end / 1_000_000n) - Date.now())).toBeLessThan(30_000)
    expect(app.stderr()).toBe('')
  })
})
