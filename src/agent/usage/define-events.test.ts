import { expect, test } from 'vitest'
import { defineEvents } from './define-events.ts'

const events = defineEvents({
  'order.placed': {
    properties: {
      total: { type: 'number', description: 'In euros.' },
      plan: ['free', 'pro'],
      coupon: { type: 'string', optional: true },
    },
  },
  'order.cancelled': {},
  'cart.seen': { properties: { items: { type: 'number', optional: true } } },
})

test('TypeScript accepts the events of a catalogue, and refuses others', () => {
  events.track('order.placed', { userId: 'u7', properties: { total: 12, plan: 'pro' } })
  events.track('order.placed', { properties: { total: 12, plan: 'free', coupon: 'SPRING' } })
  events.track('order.cancelled')
  events.track('order.cancelled', { sessionId: 's1' })
  events.track('cart.seen')
  events.track('cart.seen', { properties: { items: 2 } })
  // @ts-expect-error: there is no such event.
  expect(() => events.track('order.lost')).toThrow('order.lost')
  // @ts-expect-error: total and plan are missing.
  events.track('order.placed')
  // @ts-expect-error: plan is missing.
  events.track('order.placed', { properties: { total: 12 } })
  // @ts-expect-error: total is a number.
  events.track('order.placed', { properties: { total: '12', plan: 'pro' } })
  // @ts-expect-error: there is no such plan.
  events.track('order.placed', { properties: { total: 12, plan: 'gold' } })
  // @ts-expect-error: there is no such property.
  events.track('order.placed', { properties: { total: 12, plan: 'pro', email: 'ann@example.com' } })
  // @ts-expect-error: this event has no properties.
  events.track('order.cancelled', { properties: { total: 12 } })
})

test('a type of a catalogue is one of those that there are', () => {
  // @ts-expect-error: there is no type `date`.
  defineEvents({ 'order.placed': { properties: { when: 'date' } } })
})
