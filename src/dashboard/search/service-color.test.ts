import { expect, test } from 'vitest'
import { serviceColor, serviceColors } from './service-color.ts'

test('a service has the same colour in a list and in a trace', () => {
  const names = ['cart', 'checkout', 'mail', 'payments', 'search', 'shop', 'stock', 'users']
  const inTrace = serviceColors(names)
  expect(names.map(serviceColor)).toEqual(names.map((name) => inTrace.get(name)))
})

test('up to sixteen services side by side have colours of their own', () => {
  const names = Array.from({ length: 16 }, (_, index) => `service-${index}`)
  const colors = serviceColors(names)
  expect(new Set(colors.values()).size).toBe(16)
  expect(serviceColors(['shop']).get('shop')).toBe(serviceColor('shop'))
  expect(serviceColors([...names, 'one more']).size).toBe(17)
})
