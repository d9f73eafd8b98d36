import type { JSX } from 'preact'
import { compareOptions } from '../compare.ts'
import { param, setParams } from '../router.ts'
import { Picker } from './picker.tsx'

/** Choice of an earlier time to compare with; in the address as `compare`. */
export const ComparePicker = (): JSX.Element => (
  <Picker
    label="Compare with"
    value={param('compare')}
    options={compareOptions}
    onPick={(compare) => setParams({ compare })}
  />
)
