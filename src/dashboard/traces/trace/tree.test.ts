import { describe, expect, test } from 'vitest'
import { criticalPath, gaps, ownTime } from './critical-path.ts'
import { placeLogs, toRows } from './rows.ts'
import { separateSpans } from './shared-ids.ts'
import { buildTree, type Span } from './tree.ts'

const span = (id: string, parentId: string, startMs: number, durationMs: number, service = 0): Span => ({
  id,
  parentId,
  name: id,
  service,
  kind: 'Internal',
  status: 'Unset',
  statusMessage: '',
  startMs,
  durationMs,
  preview: '',
  httpStatus: '',
  events: [],
  links: 0,
})

const shape = (spans: readonly Span[]): string[] =>
  toRows(buildTree(spans), new Set(), new Map()).map((row) => `${'.'.repeat(row.depth)}${row.key}`)

describe('spans are put under their parents', () => {
  test.each([
    ['children by start', [span('a', '', 0, 10), span('c', 'a', 5, 1), span('b', 'a', 1, 2)], ['a', '.b', '.c']],
    ['any order of arrival', [span('d', 'b', 2, 1), span('b', 'a', 1, 5), span('a', '', 0, 10)], ['a', '.b', '..d']],
    ['an orphan at the top', [span('a', '', 0, 10), span('x', 'gone', 3, 1)], ['a', 'x']],
    ['several roots by start', [span('b', '', 5, 1), span('a', '', 0, 1)], ['a', 'b']],
    ['a ring opened at its earliest', [span('a', 'b', 0, 1), span('b', 'a', 1, 1)], ['a', '.b']],
    ['its own parent', [span('a', 'a', 0, 1)], ['a']],
    ['nothing', [], []],
  ])('%s', (_name, spans, wanted) => {
    expect(shape(spans)).toEqual(wanted)
  })

  test('ten thousand spans below each other', () => {
    const deep = Array.from({ length: 10_000 }, (_, i) => span(`s${i}`, i === 0 ? '' : `s${i - 1}`, i, 10_000 - i))
    const tree = buildTree(deep)
    expect(toRows(tree, new Set(), new Map())).toHaveLength(10_000)
    expect(criticalPath(tree.roots[0]).size).toBe(10_000)
  })
})

test('an orphan says so', () => {
  expect(buildTree([span('x', 'gone', 0, 1)]).byId.get('x')?.isOrphan).toBe(true)
})

describe('a clock that ran beside is set right', () => {
  test('a call that seems to start before its caller is moved into it, with all below', () => {
    const { byId } = buildTree([span('a', '', 100, 50, 0), span('b', 'a', 20, 30, 1), span('c', 'b', 25, 5, 1)])
    expect(byId.get('b')).toMatchObject({ start: 110, end: 140, shift: 90 })
    expect(byId.get('c')).toMatchObject({ start: 115, shift: 90 })
  })
  test('what is longer than its caller starts with it', () => {
    const { byId } = buildTree([span('a', '', 100, 10, 0), span('b', 'a', 20, 30, 1)])
    expect(byId.get('b')).toMatchObject({ start: 100 })
  })
  test('in one process clocks agree, and work that goes on after the caller is left alone', () => {
    const { byId } = buildTree([span('a', '', 100, 10, 0), span('b', 'a', 90, 5, 0), span('c', 'a', 105, 50, 1)])
    expect(byId.get('b')?.shift).toBe(0)
    expect(byId.get('c')?.shift).toBe(0)
  })
})

describe('the critical path', () => {
  const path = (spans: readonly Span[]): Record<string, string> => {
    const found = criticalPath(buildTree(spans).roots[0])
    return Object.fromEntries(
      [...found].map(([id, parts]) => [
        id,
        parts
          .map(({ from, to }) => `${from}-${to}`)
          .toSorted()
          .join(' '),
      ]),
    )
  }
  test('one after another: all are on it', () => {
    expect(path([span('a', '', 0, 10), span('b', 'a', 1, 3), span('c', 'a', 5, 4)])).toEqual({
      a: '0-1 4-5 9-10',
      b: '1-4',
      c: '5-9',
    })
  })
  test('side by side: only the one that ends last', () => {
    expect(path([span('a', '', 0, 10), span('b', 'a', 1, 3), span('c', 'a', 1, 8)])).toEqual({
      a: '0-1 9-10',
      c: '1-9',
    })
  })
  test('overlapping: the earlier one up to where the later one begins', () => {
    expect(path([span('a', '', 0, 10), span('b', 'a', 1, 5), span('c', 'a', 4, 5)])).toEqual({
      a: '0-1 9-10',
      b: '1-4',
      c: '4-9',
    })
  })
  test('adds up to the length of the root', () => {
    const spans = [
      span('a', '', 0, 100),
      span('b', 'a', 3, 40),
      span('c', 'b', 5, 60),
      span('d', 'a', 50, 30),
      span('e', 'd', 55, 20),
    ]
    const total = [...criticalPath(buildTree(spans).roots[0]).values()]
      .flat()
      .reduce((sum, { from, to }) => sum + to - from, 0)
    expect(total).toBe(100)
  })
})

test('own time is what no child covers, and long own time is a gap', () => {
  const node = buildTree([
    span('a', '', 0, 100),
    span('b', 'a', 10, 20),
    span('c', 'a', 25, 15),
    span('d', 'a', 90, 30),
  ]).roots[0]
  if (!node) throw new Error('no root')
  expect(ownTime(node)).toEqual([
    { from: 0, to: 10 },
    { from: 40, to: 90 },
  ])
  expect(gaps(node, 20)).toEqual([{ from: 40, to: 90 }])
})

test('log records stand under their span at their time, and what is folded hides them', () => {
  const tree = buildTree([span('a', '', 0, 100), span('b', 'a', 50, 20)])
  const log = (id: string, ms: number, spanId: string) => ({
    id,
    ns: String(1_000_000_000n + BigInt(ms) * 1_000_000n),
    severity: 'info' as const,
    severityText: '',
    service: '',
    body: id,
    traceId: 't',
    spanId,
    eventName: '',
    scope: '',
    attributes: {},
    resource: {},
  })
  const logs = placeLogs(
    [log('late', 80, 'a'), log('early', 10, 'a'), log('inner', 60, 'b'), log('lost', 90, 'zz')],
    '1000000000',
    tree,
  )
  const shown = (folded: string[]): string[] =>
    toRows(tree, new Set(folded), logs).map((row) => (row.kind === 'log' ? `${row.log.id}@${row.at}` : row.key))
  expect(shown([])).toEqual(['a', 'early@10', 'b', 'inner@60', 'late@80', 'lost@90'])
  expect(shown(['b'])).toEqual(['a', 'early@10', 'b', 'late@80', 'lost@90'])
  expect(shown(['a'])).toEqual(['a', 'lost@90'])
})

describe('spans that share an id, as those of Zipkin, are both there', () => {
  const side = (id: string, parentId: string, kind: string, startMs: number, service: number): Span => ({
    ...span(id, parentId, startMs, 10, service),
    kind,
  })
  const shape = (spans: readonly Span[]): string[] =>
    toRows(buildTree(separateSpans(spans).spans), new Set(), new Map()).map(
      (row) => `${'.'.repeat(row.depth)}${row.key}`,
    )
  const call = [side('a', '', 'Server', 0, 0), side('b', 'a', 'Client', 1, 0), side('b', 'a', 'Server', 2, 1)]

  test.each<[string, readonly Span[], readonly string[]]>([
    ['the server under its client', call, ['a', '.b', '..b.server']],
    ['in any order', call.toReversed(), ['a', '.b', '..b.server']],
    ['what the server did under the server', [...call, span('c', 'b', 3, 1, 1)], ['a', '.b', '..b.server', '...c']],
    ['what the client did under the client', [...call, span('c', 'b', 3, 1, 0)], ['a', '.b', '..b.server', '..c']],
    [
      'a chain of calls',
      [...call, side('c', 'b', 'Client', 3, 1), side('c', 'b', 'Server', 4, 2)],
      ['a', '.b', '..b.server', '...c', '....c.server'],
    ],
    ['a root that has two sides', [side('a', '', 'Client', 0, 0), side('a', '', 'Server', 1, 1)], ['a', '.a.server']],
    ['two that nobody called', [side('a', '', 'Server', 0, 0), side('a', '', 'Server', 1, 1)], ['a', 'a.server']],
  ])('%s', (_name, spans, wanted) => {
    expect(shape(spans)).toEqual(wanted)
  })

  test('and a log record is with the side of its service', () => {
    const { keyOf } = separateSpans(call)
    expect([keyOf('b', 0), keyOf('b', 1), keyOf('b', 9), keyOf('a', 0)]).toEqual(['b', 'b.server', 'b.server', 'a'])
  })
})
