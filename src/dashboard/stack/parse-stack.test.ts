import { describe, expect, test } from 'vitest'
import { commonFolder, foldForeign, parseStack, type StackLine, toShownPath } from './parse-stack.ts'

/** A line as the page would write it. */
const show = (line: StackLine, folder = ''): string =>
  line.kind === 'text'
    ? line.text
    : `${line.owner} ${line.origin}|${line.name}|${toShownPath(line, folder)}${line.position}`

describe('a line of a stack is read as', () => {
  test.each([
    ['    at charge (/app/src/charge.js:42:11)', 'app |charge|/app/src/charge.js:42:11'],
    ['    at /app/src/server.js:3:1', 'app ||/app/src/server.js:3:1'],
    ['    at async handle (file:///app/src/server.ts:31:9)', 'app |async handle|/app/src/server.ts:31:9'],
    ['    at async file:///app/src/server.ts:31:9', 'app |async|/app/src/server.ts:31:9'],
    ['    at async Promise.all (index 0)', 'app |async Promise.all|index 0'],
    ['    at async handler (file:///app/a.ts:31:9) {', 'app |async handler|/app/a.ts:31:9 {'],
    ['    at /app/a.ts:31:9 {', 'app ||/app/a.ts:31:9 {'],
    ['    at new Pool (/app/pool.js:1:2)', 'app |new Pool|/app/pool.js:1:2'],
    ['    at Object.<anonymous> (/app/a (copy)/b.js:1:2)', 'app |Object.<anonymous>|/app/a (copy)/b.js:1:2'],
    ['    at Layer.handle [as handle_request] (/app/a.js:5:5)', 'app |Layer.handle [as handle_request]|/app/a.js:5:5'],
    ['    at C:\\app\\src\\a.js:1:2', 'app ||C:/app/src/a.js:1:2'],
    [
      '    at next (/app/node_modules/express/lib/router/route.js:144:13)',
      'package express|next|lib/router/route.js:144:13',
    ],
    [
      '    at q (/app/node_modules/@prisma/client/runtime/library.js:1:1)',
      'package @prisma/client|q|runtime/library.js:1:1',
    ],
    ['    at q (/app/node_modules/.pnpm/pg@8/node_modules/pg/lib/client.js:7:1)', 'package pg|q|lib/client.js:7:1'],
    [
      '    at process.processTicksAndRejections (node:internal/process/task_queues:105:5)',
      'runtime node|process.processTicksAndRejections|node:internal/process/task_queues:105:5',
    ],
    ['    at Array.map (<anonymous>)', 'runtime node|Array.map|<anonymous>'],
    ['\tat com.shop.Orders.place(Orders.java:118)', 'app |com.shop.Orders.place|Orders.java:118'],
    [
      '\tat java.base/java.util.ArrayList.get(ArrayList.java:427)',
      'runtime java|java.base/java.util.ArrayList.get|ArrayList.java:427',
    ],
    ['PaymentError: card declined', 'PaymentError: card declined'],
    ['    at the bank nobody answered', '    at the bank nobody answered'],
    [
      '  [cause]: Error: 402 from http://payments:8080/charge',
      '  [cause]: Error: 402 from http://payments:8080/charge',
    ],
    ['  File "/app/pay.py", line 3, in charge', 'app |charge|/app/pay.py:3'],
    ['  File "/app/pay.py", line 3, in <module>', 'app |<module>|/app/pay.py:3'],
    [
      '  File "/app/.venv/lib/python3.12/site-packages/flask/app.py", line 880, in full_dispatch_request',
      'package flask|full_dispatch_request|flask/app.py:880',
    ],
    [
      '  File "/usr/lib/python3.12/json/decoder.py", line 337, in decode',
      'runtime python|decode|/usr/lib/python3.12/json/decoder.py:337',
    ],
    ['  File "<frozen runpy>", line 88, in _run_code', 'runtime python|_run_code|<frozen runpy>:88'],
    ['main.charge(0xc000012, {0x1, 0x2})\n\t/app/pay/charge.go:42 +0x1d', 'app |main.charge|/app/pay/charge.go:42'],
    ['main.(*Shop).Charge(...)\n\t/app/shop.go:7', 'app |main.(*Shop).Charge|/app/shop.go:7'],
    [
      'net/http.HandlerFunc.ServeHTTP(0xc0, {0x8, 0x9}, 0x1)\n\t/usr/local/go/src/net/http/server.go:2220 +0x29',
      'runtime go|net/http.HandlerFunc.ServeHTTP|/usr/local/go/src/net/http/server.go:2220',
    ],
    [
      'github.com/gin-gonic/gin.(*Context).Next(0xc0)\n\t/root/go/pkg/mod/github.com/gin-gonic/gin@v1.10.0/context.go:185 +0x2b',
      'package github.com/gin-gonic/gin|github.com/gin-gonic/gin.(*Context).Next|context.go:185',
    ],
    ['created by main.main in goroutine 1\n\t/app/main.go:10 +0x99', 'app |created by main.main|/app/main.go:10'],
    [
      '\tat org.springframework.web.servlet.DispatcherServlet.doDispatch(DispatcherServlet.java:1089) ~[spring-webmvc-6.1.jar:6.1]',
      'package org.springframework|org.springframework.web.servlet.DispatcherServlet.doDispatch|DispatcherServlet.java:1089',
    ],
    [
      '\tat jdk.internal.reflect.GeneratedMethodAccessor1.invoke(Unknown Source)',
      'runtime java|jdk.internal.reflect.GeneratedMethodAccessor1.invoke|Unknown Source',
    ],
    ['', ''],
  ])('%s', (text, shown) => {
    expect(
      parseStack(`${text}\nend`)
        .slice(0, 1)
        .map((line) => show(line)),
    ).toEqual([shown])
  })
})

const frames = (...paths: readonly string[]): readonly StackLine[] =>
  parseStack(paths.map((path) => `    at f (${path}:1:2)`).join('\n'))

describe('paths are shown without', () => {
  test.each([
    ['the folder of all files', ['/srv/app/src/a/b.ts', '/srv/app/src/c.ts'], '/srv/app/src/'],
    ['the folder that packages are installed in', ['/srv/app/src/a.ts', '/srv/app/node_modules/x/y.js'], '/srv/app/'],
    ['the folder of a single file', ['/srv/app/a.ts'], '/srv/app/'],
    ['a part of a name', ['/srv/app-one/a.ts', '/srv/app-two/a.ts'], '/srv/'],
    ['anything when nothing is common', ['/a/b.ts', '/c/d.ts'], ''],
    ['anything when no path is absolute', ['webpack-internal:///./a.ts', 'Orders.java'], ''],
    ['what the runtime has', ['/srv/app/a.ts', 'node:internal/x'], '/srv/app/'],
    ['a drive', ['C:\\app\\a.js', 'C:\\app\\lib\\b.js'], 'C:/app/'],
  ])('%s', (_name, paths, folder) => {
    expect(commonFolder(frames(...paths))).toBe(folder)
  })
})

describe('frames that are not of the app', () => {
  const kinds = (lines: readonly StackLine[]): string[] =>
    foldForeign(lines).map((part) => (part.kind === 'foreign' ? `${part.frames.length} folded` : part.line.kind))

  test('are folded where they follow each other', () => {
    const stack = `E: no\n${['/app/a.ts', 'node:x', '/app/node_modules/b/c.js', '/app/d.ts', 'node:y'].map((path) => `    at f (${path}:1:2)`).join('\n')}\n  [cause]: E`
    expect(kinds(parseStack(stack))).toEqual(['text', 'frame', '2 folded', 'frame', '1 folded', 'text'])
  })

  test('stay where no frame is of the app', () => {
    expect(kinds(frames('node:x', '/app/node_modules/b/c.js'))).toEqual(['frame', 'frame'])
  })
})

test('the code that Python prints belongs to its frame, so that frames of packages fold as one', () => {
  const stack = parseStack(`Traceback (most recent call last):
  File "/app/shop.py", line 9, in order
    charge(card)
    ~~~~~~^^^^^^
  File "/app/.venv/lib/python3.12/site-packages/requests/api.py", line 59, in request
    return session.request(method=method)
  File "/app/.venv/lib/python3.12/site-packages/requests/sessions.py", line 589, in request
    resp = self.send(prep)
ConnectionError: no route to host`)
  const [, order, ...rest] = foldForeign(stack)
  expect(order).toMatchObject({ line: { name: 'order', source: ['  charge(card)', '  ~~~~~~^^^^^^'] } })
  expect(rest).toMatchObject([
    { kind: 'foreign', frames: [{ origin: 'requests' }, { origin: 'requests' }] },
    { line: { text: 'ConnectionError: no route to host' } },
  ])
})

test('a text without end is no frame, and does not take long', () => {
  const began = performance.now()
  expect(parseStack(`    at ${'('.repeat(1_000_000)}`)[0]?.kind).toBe('text')
  expect(performance.now() - began).toBeLessThan(1000)
})
