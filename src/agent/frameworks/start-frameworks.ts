import type { AgentContext } from '../context.ts'
import { watchExpress } from './express.ts'
import { watchFastify } from './fastify.ts'
import { watchH3 } from './h3.ts'
import { watchHapi } from './hapi.ts'
import { watchHono } from './hono.ts'
import { watchKoa } from './koa.ts'
import { watchNest } from './nest.ts'

/** Frameworks whose routes and errors are recorded on the server span; adding one takes a file and a line here. */
const frameworks = [watchExpress, watchFastify, watchKoa, watchHono, watchHapi, watchNest, watchH3] as const

/** Registers a hook for each framework; nothing happens until the app loads it. */
export const startFrameworks = (context: AgentContext): void => {
  for (const watch of frameworks) watch(context)
}
