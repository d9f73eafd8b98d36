import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { AgentContext } from '../context.ts'
import { hookEsModule } from '../modules/hook-es-module.ts'
import { hookModule } from '../modules/hook-module.ts'
import { recordThrown } from '../thrown.ts'
import { patchMethod } from './patch-method.ts'

type Next = (this: unknown, exception: unknown, ...rest: unknown[]) => unknown
type Exports = { readonly ExceptionsHandler?: { readonly prototype: object } }

const file = 'exceptions/exceptions-handler.js'

/** Nest catches what its handlers throw, so neither Express nor Fastify sees it. Routes come from those two. */
export const watchNest = (context: AgentContext): void => {
  hookModule(context, '@nestjs/core', ({ folder }) => {
    const path = join(folder, file)
    patchHandler(createRequire(path)(path) as Exports)
  })
  hookEsModule(context, '@nestjs/core', (_namespace, url) => {
    void import(new URL(file, url).href).then(patchHandler)
  })
}

const patchHandler = ({ ExceptionsHandler }: Exports): void => {
  patchMethod(ExceptionsHandler?.prototype, 'next', (original) => aroundNext(original as Next) as typeof original)
}

const aroundNext = (original: Next): Next =>
  function (exception, ...rest) {
    // Nest's own exceptions have a method that returns their status.
    const { getStatus } = (exception ?? {}) as { getStatus?: () => unknown }
    const status = typeof getStatus === 'function' ? getStatus.call(exception) : undefined
    if (typeof status !== 'number' || status >= 500) recordThrown(undefined, exception)
    return original.call(this, exception, ...rest)
  }
