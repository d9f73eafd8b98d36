import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { root } from '../root.ts'
import { send } from './app.ts'
import { receiver, start } from './watch.ts'

const importing = `import { trackEvent } from '${root}/dist/index.js'`

describe('trackEvent', () => {
  test('sends an event with who, what and the request it belongs to', async () => {
    const code = `
      import http from 'node:http'
      ${importing}
      const server = http.createServer((request, response) => {
        trackEvent('order.placed', { userId: 'u7', sessionId: 's1', properties: { total: 12.5, items: 2, password: 'hunter2', card: { number: '4111' } } })
        response.end('ok')
      })
      server.listen(0, '127.0.0.1', () => process.stdout.write('PORT ' + server.address().port + '\\n'))`
    const app = start(code, { kind: 'mjs' })
    await send(await app.port, '/')
    const span = await receiver.waitFor(() => receiver.serverSpans()[0])
    const event = await receiver.waitFor(() => receiver.logs[0])
    expect(event).toMatchObject({
      eventName: 'order.placed',
      severityNumber: 9,
      traceId: span.traceId,
      spanId: span.spanId,
      attributes: {
        'user.id': 'u7',
        'session.id': 's1',
        total: 12.5,
        items: 2,
        request_id: span.attributes.request_id,
      },
    })
    expect(app.stdout()).toBe(`PORT ${await app.port}\n`)
  })

  test('is sent although the app ends right after', async () => {
    await start(`${importing}; trackEvent('job.done')`, { kind: 'mjs' }).ended
    expect(await receiver.waitFor(() => receiver.logs[0])).toMatchObject({ eventName: 'job.done', traceId: '' })
  })

  test('refuses a wrong name with the rule in the message, agent or not', async () => {
    const wrong = [
      'order',
      'Order.placed',
      'order.',
      '.placed',
      'order placed',
      'order..placed',
      'order.plac-ed',
      '',
      7,
      `a.${'b'.repeat(120)}`,
    ]
    const right = ['order.placed', 'a.b', 'shop.cart.item_added', 'v2.used', `a.${'b'.repeat(118)}`]
    const code = `${importing}
      const attempt = (name) => { try { trackEvent(name); return 'taken' } catch (error) { return error.code + ' ' + error.message } }
      process.stdout.write(JSON.stringify([${JSON.stringify(wrong)}.map(attempt), ${JSON.stringify(right)}.map(attempt)]))`
    for (const hook of ['import', 'none'] as const) {
      const app = start(code, { kind: 'mjs', hook })
      await app.ended
      const [refused, taken] = JSON.parse(app.stdout()) as [string[], string[]]
      for (const answer of refused) expect(answer).toMatch(/^EVENT_NAME_INVALID .*resource\.action in lower case/)
      expect(taken).toEqual(right.map(() => 'taken'))
    }
    await receiver.waitFor(() => receiver.logs.length === right.length)
    expect(receiver.logs.map(({ eventName }) => eventName)).toEqual(right)
  })

  test('works from a copy of the package beside the one that watches', async () => {
    const folder = mkdtempSync(join(root, 'node_modules/.plainsight-copy-'))
    try {
      cpSync(join(root, 'dist'), join(folder, 'dist'), { recursive: true })
      cpSync(join(root, 'package.json'), join(folder, 'package.json'))
      const code = `
        import { logger, trackEvent } from '${folder}/dist/index.js'
        trackEvent('order.placed', { userId: 'u7' }); logger.info('by the copy')`
      await start(code, { kind: 'mjs', env: { PLAINSIGHT_LOG_CAPTURE: 'none' } }).ended
      await receiver.waitFor(() => receiver.logs.length === 2)
      expect(receiver.logs.map(({ eventName, body }) => eventName || body).sort()).toEqual([
        'by the copy',
        'order.placed',
      ])
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })

  test('odd properties never reach the app as errors', async () => {
    const code = `${importing}
      const circle = {}; circle.self = circle
      trackEvent('odd.happened', { properties: { circle, big: 10n, get trap() { throw new Error('no') }, f: () => 1, date: new Date(NaN) } })
      trackEvent('null.given', null)
      trackEvent('end.reached', undefined)`
    const app = start(code, { kind: 'mjs' })
    expect(await app.ended).toMatchObject({ code: 0 })
    expect(app.stderr()).toMatch(
      /^plainsight: event odd.happened, property circle\S+: values are nested up to 3 levels deep.*\n$/,
    )
    await receiver.waitFor(() => receiver.logs.find(({ eventName }) => eventName === 'end.reached'))
  })
})
