import { Type } from 'typebox'

/** Values of one line of a chart: one per step of the axis, null where nothing was measured. */
export const points = (description: string) => Type.Array(Type.Union([Type.Number(), Type.Null()]), { description })

/** Fields that every answer with a time axis shares. */
export const axisFields = {
  step: Type.Integer({ description: 'Width of one point, seconds.' }),
  t: Type.Array(Type.Integer(), { description: 'Start of each point, seconds since 1970.' }),
  end: Type.Number({
    description: 'End of the range, seconds since 1970: the last point is unfinished while its step reaches further.',
  }),
}
