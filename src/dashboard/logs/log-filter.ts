import type { ParamsOf } from '../api.ts'
import { param } from '../router.ts'
import { range } from '../time-range.ts'
import { severityNames } from './severity.ts'

export type LogFilter = Omit<ParamsOf<'logs-search'>, 'limit' | 'before'>

const isId = (text: string): boolean => /^[0-9a-f]{1,64}$/i.test(text)

/** The filter as the address has it; what cannot be read is left out. */
export const readLogFilter = (): LogFilter => {
  const [service, q, trace, span] = [param('service'), param('q'), param('trace'), param('span')]
  const severity = severityNames.find((each) => each === param('severity'))
  return {
    ...range.value,
    ...(service && { service }),
    ...(severity && { severity }),
    ...(isId(trace) && { trace }),
    ...(isId(span) && { span }),
    ...(q && { q }),
  }
}
