// The health check of the images, which have no curl: exit code 0 if every URL and port responds, else 1 and the reason.
// Usage: node healthy.mjs [url|port ...]. For a port it is enough that it is open: a request to an instrumented app would appear in its traces.
import { get } from 'node:http'
import { connect } from 'node:net'

const patienceMs = 4_000
const hub = `http://127.0.0.1:${process.env.PLAINSIGHT_PORT ?? 4318}/healthz`

const check = (place) =>
  new Promise((resolve, reject) => {
    const refuse = (reason) => reject(new Error(`${place}: ${reason}`))
    const socketOrRequest = /^\d+$/.test(place)
      ? connect({ port: Number(place), host: '127.0.0.1', timeout: patienceMs }, resolve)
      : get(place, { timeout: patienceMs, agent: false }, ({ statusCode }) =>
          statusCode === 200 ? resolve() : refuse(`answered ${statusCode}`),
        )
    socketOrRequest.once('timeout', () => refuse(`no answer in ${patienceMs} ms`))
    socketOrRequest.once('error', ({ message }) => refuse(message))
  })

const places = process.argv.slice(2)
try {
  await Promise.all((places.length > 0 ? places : [hub]).map(check))
  process.exit(0)
} catch ({ message }) {
  console.error(message)
  process.exit(1)
}
