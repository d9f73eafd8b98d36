import { expect, test } from 'vitest'
import { send, startApp } from '../app.ts'
import { openReceiver } from '../receiver.ts'
import { routeTables } from './route-tables.ts'

test.each(routeTables)('$name: each request is named by its route, never by its path', async (table) => {
  const { kind, code, packages, requests } = table
  const receiver = await openReceiver()
  const app = startApp(code, { receiver, kind, ...(packages ? { packages } : {}) })
  try {
    const port = await app.port
    const found: [string, unknown][] = []
    for (const [path] of requests) {
      const { headers } = await send(port, path)
      const id = headers['x-request-id']
      const span = await receiver.waitFor(() =>
        receiver.serverSpans().find(({ attributes }) => attributes.request_id === id),
      )
      const route = span.attributes['http.route']
      expect(span.name).toBe(route === undefined ? 'GET' : `GET ${route}`)
      found.push([path, route])
    }
    expect(found).toEqual(requests)
    expect(app.stderr()).toBe('')
  } finally {
    await app.stop()
    await receiver.close()
  }
})
