import { PlainsightError } from '../../errors.ts'
import {
  catalogueMark,
  type EventCatalogue,
  type EventSpec,
  type PropertiesOf,
} from '../../event-catalogue/catalogue.ts'
import { checkEventName } from '../../event-catalogue/event-name.ts'
import { ownEvents } from '../../event-catalogue/own-events.ts'
import { isDeniedKey } from '../../privacy/denied-keys.ts'
import { trackEvent } from './track-event.ts'
import type { Who } from './track-own.ts'

/** The arguments of a defined event: its properties, if it has any, and its user and session. */
export type DefinedFacts<E extends EventSpec> = Who &
  (Record<never, never> extends PropertiesOf<E>
    ? { readonly properties?: PropertiesOf<E> }
    : { readonly properties: PropertiesOf<E> })

/** The events of a project. */
export type DefinedEvents<C extends EventCatalogue> = {
  /** Like `trackEvent()`, but only for events of the catalogue. */
  track<N extends keyof C & string>(
    name: N,
    ...facts: Record<never, never> extends DefinedFacts<C[N]>
      ? [facts?: DefinedFacts<C[N]>]
      : [facts: DefinedFacts<C[N]>]
  ): void
  readonly [catalogueMark]: C
}

/**
 * Declares the usage events of a project once, so that TypeScript rejects unknown names and wrong properties:
 * `export const events = defineEvents({ 'order.placed': { properties: { total: 'number' } } })`, then
 * `events.track('order.placed', { properties: { total: 12 } })`. `plainsight events --markdown ./events.js` prints
 * them.
 *
 * Throws `EVENT_NAME_INVALID` or `EVENT_CATALOGUE_INVALID` if the catalogue is invalid; `track` throws
 * `EVENT_NOT_DEFINED` for a name that is not in it. Both are errors in the code.
 */
export const defineEvents = <const C extends EventCatalogue>(catalogue: C): DefinedEvents<C> => {
  for (const [name, spec] of Object.entries(catalogue)) checkEvent(name, spec)
  return {
    track: (name, ...[facts]) => {
      if (!Object.hasOwn(catalogue, name)) throw new PlainsightError('EVENT_NOT_DEFINED', { name: String(name) })
      trackEvent(name, facts)
    },
    [catalogueMark]: catalogue,
  }
}

const checkEvent = (name: string, { properties = {} }: EventSpec): void => {
  checkEventName(name)
  if (Object.hasOwn(ownEvents, name)) {
    throw new PlainsightError('EVENT_CATALOGUE_INVALID', { name, reason: 'is an event of plainsight' })
  }
  const denied = Object.keys(properties).find(isDeniedKey)
  if (denied === undefined) return
  const reason = `has the property ${denied}, whose values are never sent`
  throw new PlainsightError('EVENT_CATALOGUE_INVALID', { name, reason })
}
