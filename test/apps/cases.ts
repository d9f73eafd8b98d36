import type { AppCase } from './app-case.ts'
import { apollo } from './cases/apollo.ts'
import { astro } from './cases/astro.ts'
import { esbuild } from './cases/esbuild.ts'
import { httpProxyMiddleware } from './cases/http-proxy-middleware.ts'
import { jsonServer } from './cases/json-server.ts'
import { next } from './cases/next.ts'
import { nitro } from './cases/nitro.ts'
import { nodeRed } from './cases/node-red.ts'
import { pm2 } from './cases/pm2.ts'
import { reactRouter } from './cases/react-router.ts'
import { socketIo } from './cases/socket-io.ts'
import { svelteKit } from './cases/svelte-kit.ts'
import { tiddlywiki } from './cases/tiddlywiki.ts'
import { trpc } from './cases/trpc.ts'
import { tsx } from './cases/tsx.ts'

export const cases: readonly AppCase[] = [
  jsonServer,
  trpc,
  apollo,
  socketIo,
  httpProxyMiddleware,
  esbuild,
  tsx,
  tiddlywiki,
  nodeRed,
  pm2,
  nitro,
  astro,
  svelteKit,
  reactRouter,
  next,
]
