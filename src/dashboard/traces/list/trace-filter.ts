import type { ParamsOf } from '../../api.ts'
import type { ParamName } from '../../params.ts'
import { param } from '../../router.ts'
import { range } from '../../time-range.ts'

type Search = Omit<ParamsOf<'traces-search'>, 'limit' | 'before'>

const statuses = ['error', 'ok', 'unset'] as const

const numberParam = (name: ParamName): number | undefined => {
  const text = param(name)
  const value = Number(text)
  return text !== '' && Number.isFinite(value) && value >= 0 ? value : undefined
}

/** The filter as the address has it; what cannot be read is left out. */
export const readTraceFilter = (): Search => {
  const [service, method, route] = [param('service'), param('method'), param('route')]
  const [name, q] = [param('name'), param('q')]
  const status = statuses.find((each) => each === param('status'))
  const [minMs, maxMs] = [numberParam('minMs'), numberParam('maxMs')]
  return {
    ...range.value,
    ...(service && { service }),
    ...(method && { method }),
    ...(route && { route }),
    ...(name && { name }),
    ...(status && { status }),
    ...(minMs !== undefined && { minMs }),
    ...(maxMs !== undefined && { maxMs }),
    ...(param('spans') === 'all' && { spans: 'all' as const }),
    ...(q && { q }),
  }
}
