import { createRequire } from 'node:module'
import type { AgentContext } from '../context.ts'
import type { Extensions } from '../extensions.ts'
import type { Identify } from './identify.ts'

const require = createRequire(import.meta.url)

/** Finds the user and the session of requests; undefined, and nothing is loaded, if no setting requires it. */
export const chooseIdentify = (context: AgentContext, { user, session }: Extensions): Identify | undefined => {
  const { userPresets, httpServer } = context.config.agent
  if (user === undefined && session === undefined && userPresets.length === 0) return undefined
  if (httpServer === 'plainsight') return loadIdentify().createIdentify(context, { user, session })
  context.warnOnce('user-server', 'users are found only with PLAINSIGHT_HTTP_SERVER=plainsight; setUser() works anyway')
  return undefined
}

const loadIdentify = (): typeof import('./identify.ts') => require('./identify.js')
