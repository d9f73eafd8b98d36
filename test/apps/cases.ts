import type { AppCase } from './app-case.ts'
import { apollo } from './cases/apollo.ts'
import { esbuild } from './cases/esbuild.ts'
import { httpProxyMiddleware } from './cases/http-proxy-middleware.ts'
import { jsonServer } from './cases/json-server.ts'
import { socketIo } from './cases/socket-io.ts'
import { trpc } from './cases/trpc.ts'

export const cases: readonly AppCase[] = [jsonServer, trpc, apollo, socketIo, httpProxyMiddleware, esbuild]
