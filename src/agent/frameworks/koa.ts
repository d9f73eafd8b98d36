import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AgentContext } from '../context.ts'
import { hookModule } from '../modules/hook-module.ts'
import { spanOf } from '../server/server-span.ts'
import { recordThrown } from '../thrown.ts'
import { patchMethod } from './patch-method.ts'

type KoaContext = { readonly req: IncomingMessage; readonly res: ServerResponse }
type Create = (this: { context: object }, request: IncomingMessage, response: ServerResponse) => KoaContext
type OnError = (this: KoaContext, error: unknown) => void

/** Koa: its context has the route of `@koa/router` when the response ends; errors are passed to `ctx.onerror`. */
export const watchKoa = (context: AgentContext): void => {
  hookModule(context, 'koa', ({ exports }) => {
    const { prototype } = exports as { prototype: object }
    patchMethod(prototype, 'createContext', (original) => aroundCreate(original as Create) as typeof original)
  })
}

const aroundCreate = (original: Create): Create =>
  function (request, response) {
    const context = original.call(this, request, response)
    const span = request[spanOf]
    if (span) span.routeSource = span.appRequest = context
    patchMethod(
      Object.getPrototypeOf(this.context),
      'onerror',
      (onError) => aroundOnError(onError as OnError) as typeof onError,
    )
    return context
  }

const aroundOnError = (original: OnError): OnError =>
  function (error) {
    if (error === null || error === undefined) return original.call(this, error)
    recordThrown(this.req, error)
    return keepRequestId(this, () => original.call(this, error))
  }

/** Koa removes all headers before it responds to an error; the client needs the request id in that response. */
const keepRequestId = ({ req, res }: KoaContext, work: () => void): void => {
  const id = req[spanOf]?.ids.requestId
  const name = id && res.getHeaderNames().find((header) => res.getHeader(header) === id)
  if (!name) {
    work()
    return
  }
  const { removeHeader } = res
  res.removeHeader = (header) => (header.toLowerCase() === name ? undefined : removeHeader.call(res, header))
  try {
    work()
  } finally {
    res.removeHeader = removeHeader
  }
}
