import { describe, expect, test } from 'vitest'
import { root } from '../root.ts'
import { send } from './app.ts'
import type { ReceivedLog } from './receiver.ts'
import { receiver, serving, start } from './watch.ts'

const importing = (...names: string[]): string => `import { ${names.join(', ')} } from '${root}/dist/index.js'`

const eventsOf = async (count: number): Promise<ReceivedLog[]> => {
  const all = () => receiver.logs.filter(({ eventName }) => eventName !== '')
  await receiver.waitFor(() => all().length >= count)
  return all()
}

const summary = ({ eventName, attributes: { request_id: _, ...attributes } }: ReceivedLog): unknown[] => [
  eventName,
  attributes,
]

describe('usage events', () => {
  test('inside a request have its user, its session, its path and its trace', async () => {
    const code = `
${importing('setUser', 'startSession', 'endSession', 'trackFeature', 'trackExecution', 'trackPageVisit')}
${serving(
  '',
  `setUser('u7')
  const id = startSession({ kind: 'editor' })
  trackFeature('debugger', { breakpoints: 3 })
  trackExecution({ name: 'a.bas', lines: 12, durationMs: 3.5, linesExecuted: 40, success: false, error: new Error('no line 30') })
  trackPageVisit({ title: 'Editor' })
  trackPageVisit({ path: '/other?token=hunter2', referrer: 'https://ann:pw@from.test/a?q=1' })
  endSession(id); endSession(id)
  response.setHeader('session', id)`,
)}`
    const app = start(code, { kind: 'mjs' })
    const answer = await send(await app.port, '/edit?secret=hunter2', {
      headers: { referer: 'https://from.test/b?q=hunter2' },
    })
    const events = await eventsOf(6)
    const who = { 'user.id': 'u7', 'session.id': answer.headers.session }
    expect(events.map(summary)).toEqual([
      ['session.started', { ...who, kind: 'editor' }],
      ['feature.used', { ...who, feature: 'debugger', breakpoints: 3 }],
      [
        'program.executed',
        {
          ...who,
          program: 'a.bas',
          lines: 12,
          duration_ms: 3.5,
          lines_executed: 40,
          success: false,
          error_message: 'no line 30',
        },
      ],
      [
        'page.viewed',
        { ...who, 'url.path': '/edit', 'http.request.header.referer': 'https://from.test/b', title: 'Editor' },
      ],
      ['page.viewed', { ...who, 'url.path': '/other', 'http.request.header.referer': 'https://from.test/a' }],
      ['session.ended', { ...who, kind: 'editor', duration_ms: expect.any(Number), reason: 'ended' }],
    ])
    const span = await receiver.waitFor(() => receiver.serverSpans()[0])
    expect(span.attributes).toMatchObject(who)
    expect(new Set(events.map(({ traceId }) => traceId))).toEqual(new Set([span.traceId]))
  })

  test('of a job have the ids that it names; what is open when it ends is ended once', async () => {
    const code = `
${importing('startSession', 'endSession', 'trackEvent', 'trackFeature', 'trackExecution')}
startSession({ id: 's1', userId: 'u7', kind: 'import' })
startSession({ id: 's1', userId: 'u7' })
trackFeature('export', {}, { userId: 'u7', sessionId: 's1' })
trackExecution({ name: 'nightly', success: true, userId: 'u8' })
trackExecution({ error: 'stopped' })
endSession('unknown')
startSession({ id: 's2' })
endSession('s2')`
    for (const end of ['', '\nprocess.exit(0)', "\nprocess.kill(process.pid, 'SIGTERM'); setInterval(() => 0, 1000)"]) {
      receiver.logs.length = 0
      await start(code + end, { kind: 'mjs' }).ended
      const events = await eventsOf(7)
      expect(events.map(summary)).toEqual([
        ['session.started', { 'user.id': 'u7', 'session.id': 's1', kind: 'import' }],
        ['feature.used', { 'user.id': 'u7', 'session.id': 's1', feature: 'export' }],
        ['program.executed', { 'user.id': 'u8', program: 'nightly', success: true }],
        ['program.executed', { error_message: 'stopped' }],
        ['session.started', { 'session.id': 's2' }],
        ['session.ended', { 'session.id': 's2', duration_ms: expect.any(Number), reason: 'ended' }],
        [
          'session.ended',
          { 'user.id': 'u7', 'session.id': 's1', kind: 'import', duration_ms: expect.any(Number), reason: 'shutdown' },
        ],
      ])
    }
  })

  test('end a session that nobody ends, after its last event', async () => {
    const code = `
${importing('startSession', 'trackFeature', 'start')}
startSession({ id: 'quiet' }); startSession({ id: 'busy' })
const busy = setInterval(() => trackFeature('typing', {}, { sessionId: 'busy' }), 100)
setTimeout(() => { clearInterval(busy); start().shutdown() }, 1800)`
    const app = start(code, { kind: 'mjs', env: { PLAINSIGHT_SESSION_TIMEOUT_MS: '1000' } })
    expect(await app.ended).toMatchObject({ code: 0 })
    const ended = (await eventsOf(4)).filter(({ eventName }) => eventName === 'session.ended')
    expect(ended.map(({ attributes }) => [attributes['session.id'], attributes.reason])).toEqual([
      ['quiet', 'timeout'],
      ['busy', 'shutdown'],
    ])
    expect(ended[0]?.attributes.duration_ms).toBeLessThan(1000)
  })

  test('do nothing without the agent, and startSession returns an id', async () => {
    const code = `
${importing('startSession', 'endSession', 'trackFeature', 'trackExecution', 'trackPageVisit')}
trackFeature('x'); trackExecution({}); trackPageVisit(); endSession('s1')
console.log(startSession({ id: 's1' }), startSession().length)`
    const app = start(code, { kind: 'mjs', hook: 'none' })
    expect(await app.ended).toMatchObject({ code: 0 })
    expect([app.stdout(), app.stderr()]).toEqual(['s1 36\n', ''])
  })
})

describe('properties', () => {
  test('that break a rule are cut or dropped, which is said once per rule; the event is recorded', async () => {
    const code = `
${importing('trackEvent', 'trackFeature')}
const many = Object.fromEntries(Array.from({ length: 150 }, (_, at) => ['p' + at, at]))
trackEvent('order.placed', { properties: {
  note: 'x'.repeat(2000), list: Array.from({ length: 70 }, (_, at) => at), ['n'.repeat(101)]: 1,
  a: { b: { c: { d: { e: 1 }, f: 2 } } }, card: { number: '4111' }, cart: { password: 'hunter2', items: [{ token: 'hunter2', id: 1 }] },
  when: new Date(0), tags: new Set(['a']), map: new Map([['k', 'v']]), get trap() { throw new Error('no') },
} })
trackEvent('order.seen', { properties: many })
trackEvent('id.given', { userId: 7, sessionId: 'ann@canary.test' })
trackFeature('x', { secret: 'hunter2' }); trackFeature(Symbol('odd'), { get trap() { throw new Error('no') } })`
    const app = start(code, { kind: 'mjs' })
    expect(await app.ended).toMatchObject({ code: 0 })
    const [placed, seen, given, used] = await eventsOf(4)
    expect(placed?.attributes).toEqual({
      note: 'x'.repeat(1000),
      list: Array.from({ length: 50 }, (_, at) => at),
      a: { b: { c: { f: 2 } } },
      cart: { items: [{ id: 1 }] },
      when: '1970-01-01T00:00:00.000Z',
      tags: ['a'],
      map: { k: 'v' },
    })
    expect(Object.keys(seen?.attributes ?? {})).toHaveLength(100)
    expect(given?.attributes).toEqual({ 'user.id': '7' })
    expect(used?.attributes).toEqual({ feature: 'x' })
    expect(app.stderr().trim().split('\n').sort()).toEqual([
      expect.stringMatching(/^plainsight: an id that is an e-mail address is not sent/),
      expect.stringMatching(/^plainsight: event order.placed, property a.b.c.d: values are nested up to 3 levels deep/),
      expect.stringMatching(
        /^plainsight: event order.placed, property card: values under names of secrets are never sent/,
      ),
      expect.stringMatching(/^plainsight: event order.placed, property list: lists have up to 50 items/),
      expect.stringMatching(/^plainsight: event order.placed, property nnn+: names have up to 100 characters/),
      expect.stringMatching(/^plainsight: event order.placed, property note: texts have up to 1000 characters/),
      expect.stringMatching(/^plainsight: event order.seen, property p100: an event has up to 100 values/),
    ])
  })
})

describe('defineEvents', () => {
  const catalogue = `defineEvents({ 'order.placed': { properties: { total: 'number' } }, 'order.cancelled': {} })`

  test('records the events of the catalogue, and refuses others', async () => {
    const code = `
${importing('defineEvents')}
const events = ${catalogue}
events.track('order.placed', { userId: 'u7', properties: { total: 12 } })
events.track('order.cancelled')
const wrong = [() => events.track('order.lost'), () => defineEvents({ Order: {} }), () => defineEvents({ 'page.viewed': {} }), () => defineEvents({ 'a.b': { properties: { password: 'string' } } })]
console.log(JSON.stringify(wrong.map((run) => { try { run() } catch (error) { return error.code } })))`
    const app = start(code, { kind: 'mjs', env: { PLAINSIGHT_LOG_CAPTURE: 'none' } })
    await app.ended
    expect((await eventsOf(2)).map(summary)).toEqual([
      ['order.placed', { 'user.id': 'u7', total: 12 }],
      ['order.cancelled', {}],
    ])
    expect(JSON.parse(app.stdout())).toEqual([
      'EVENT_NOT_DEFINED',
      'EVENT_NAME_INVALID',
      'EVENT_CATALOGUE_INVALID',
      'EVENT_CATALOGUE_INVALID',
    ])
  })
})
