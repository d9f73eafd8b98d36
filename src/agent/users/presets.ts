import { createRequire } from 'node:module'
import type { Preset } from './preset.ts'

const require = createRequire(import.meta.url)

/** Presets by their names in `PLAINSIGHT_USER`; each is loaded only if it is named there. */
export const presets: Readonly<Record<string, () => Preset>> = {
  passport: () => (require('./passport.js') as typeof import('./passport.ts')).passport,
  'express-session': () => (require('./express-session.js') as typeof import('./express-session.ts')).expressSession,
  'fastify-session': () => (require('./fastify-session.js') as typeof import('./fastify-session.ts')).fastifySession,
  jwt: () => (require('./jwt.js') as typeof import('./jwt.ts')).jwt,
  'better-auth': () => (require('./better-auth.js') as typeof import('./better-auth.ts')).betterAuth,
  authjs: () => (require('./authjs.js') as typeof import('./authjs.ts')).authjs,
}
