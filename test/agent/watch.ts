import { beforeEach, onTestFinished } from 'vitest'
import { type App, type AppOptions, startApp, startFile } from './app.ts'
import { openReceiver, type Receiver } from './receiver.ts'

/** Receiver of the running test: each test of a file that imports this has its own. */
export let receiver: Receiver

beforeEach(async () => {
  receiver = await openReceiver()
  onTestFinished(() => receiver.close())
})

/** The app ends with its test, if not before. */
const endWithTest = (app: App): App => {
  onTestFinished(async () => {
    await app.stop()
  })
  return app
}

/** Starts the code as an app that sends to the receiver. */
export const start = (code: string, options: AppOptions = {}): App =>
  endWithTest(startApp(code, { receiver, ...options }))

/** The same with an app that lies in a file. */
export const startFrom = (file: string, options: AppOptions = {}): App =>
  endWithTest(startFile(file, { receiver, ...options }))

/** Code of an app, CommonJS or ES module, whose one route runs the handler. It tells its port past the console. */
export const serving = (setup: string, handler: string): string => `
const http = process.getBuiltinModule('node:http')
${setup}
const server = http.createServer((request, response) => {
  ${handler}
  response.end('ok')
})
server.listen(0, '127.0.0.1', () => process.stdout.write('PORT ' + server.address().port + '\\n'))`
