// The health check of the images, which have no curl: exit code 0 when every address answers 200, else 1 and the reason.
// Usage: node healthy.mjs [url ...]; without one, the hub in this container.
import { get } from 'node:http'

const patienceMs = 4_000
const hub = `http://127.0.0.1:${process.env.PLAINSIGHT_PORT ?? 4318}/healthz`

const check = (url) =>
  new Promise((resolve, reject) => {
    const refuse = (reason) => reject(new Error(`${url}: ${reason}`))
    const request = get(url, { timeout: patienceMs, agent: false }, ({ statusCode }) =>
      statusCode === 200 ? resolve() : refuse(`answered ${statusCode}`),
    )
    request.once('timeout', () => refuse(`no answer in ${patienceMs} ms`))
    request.once('error', ({ message }) => refuse(message))
  })

const urls = process.argv.slice(2)
try {
  await Promise.all((urls.length > 0 ? urls : [hub]).map(check))
  process.exit(0)
} catch ({ message }) {
  console.error(message)
  process.exit(1)
}
