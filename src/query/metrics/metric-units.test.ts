import { expect, test } from 'vitest'
import { toUnitPlan } from './metric-units.ts'

const cases: [string, readonly string[], ReturnType<typeof toUnitPlan>][] = [
  ['one unit stays as it is', ['{request}'], [{ unit: '{request}', shown: '{request}', factor: 1 }]],
  [
    'times convert to the commonest',
    ['ms', 's', 'us'],
    [
      { unit: 'ms', shown: 'ms', factor: 1 },
      { unit: 's', shown: 'ms', factor: 1000 },
      { unit: 'us', shown: 'ms', factor: 1e-3 },
    ],
  ],
  [
    'things are counted by whatever name',
    ['{request}', '1', '', '{call}'],
    ['{request}', '1', '', '{call}'].map((unit) => ({ unit, shown: '{request}', factor: 1 })),
  ],
  [
    'what does not convert stands apart, and draws its own kind',
    ['By', 's', 'KiBy', 'widgets'],
    [
      { unit: 'By', shown: 'By', factor: 1 },
      { unit: 's', shown: 's', factor: 1 },
      { unit: 'KiBy', shown: 'By', factor: 1024 },
      { unit: 'widgets', shown: 'widgets', factor: 1 },
    ],
  ],
]
test.each(cases)('%s', (_name, units, expected) => {
  expect(toUnitPlan(units)).toEqual(expected.map((each) => ({ ...each, factor: expect.closeTo(each.factor, 9) })))
})
