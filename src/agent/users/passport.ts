import { heldBy } from './held-values.ts'
import type { Preset } from './preset.ts'

/** Passport, `koa-passport` and `@fastify/passport`: the user that a strategy has authenticated. */
export const passport: Preset = { name: 'passport', user: (request) => heldBy(request, 'user') }
