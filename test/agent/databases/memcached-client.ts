import { dirname } from 'node:path'
import { findPackage } from '../registry-package.ts'
import { hasMemcached, startMemcached } from '../servers/memcached.ts'
import type { Client, ExpectedSpan } from './client-app.ts'

/** Not among our dependencies: a package that it needs names no licence. */
const installed = hasMemcached ? findPackage('memcached', '2.2.2', 'memcached') : undefined

const toMemcachedSpan = (operation: string): ExpectedSpan => ({
  name: operation,
  attributes: { 'db.system.name': 'memcached', 'db.operation.name': operation },
})

export const memcachedClient: Client = {
  name: 'memcached',
  isThere: installed !== undefined,
  start: startMemcached,
  imports: { Memcached: 'memcached' },
  beside: installed && dirname(dirname(installed)),
  setup: `
    const client = new Memcached('127.0.0.1:' + port)
    const call = (name, ...args) => new Promise((resolve, reject) =>
      client[name](...args, (error, value) => error ? reject(error) : resolve(value)))`,
  work: `
    await call('set', 'canary-key', 'canary-value', 10)
    return (await call('get', 'canary-key')).length`,
  answer: 'canary-value'.length,
  spans: [toMemcachedSpan('set'), toMemcachedSpan('get')],
}
