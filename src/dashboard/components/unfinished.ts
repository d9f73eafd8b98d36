import { isMoving } from '../time-range.ts'

type Axis = { readonly t: readonly number[]; readonly step: number; readonly end: number }

/** Whether the last point of an answer is still being counted. */
export const isUnfinished = ({ t, step, end }: Axis): boolean => isMoving.value && (t.at(-1) ?? 0) + step > end
