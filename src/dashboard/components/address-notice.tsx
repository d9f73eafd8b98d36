import type { JSX } from 'preact'
import { paramsOf } from '../params.ts'
import { dropParams, place } from '../router.ts'
import { isRangeBad } from '../time-range.ts'
import { views } from '../views.ts'
import { Icon } from './icon.tsx'

/** How many letters must change, be added or left out to make one word of another. */
const distance = (a: string, b: string): number => {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (const [i, letter] of [...a].entries()) {
    const next = [i + 1]
    for (let j = 0; j < b.length; j++)
      next.push(Math.min((next[j] ?? 0) + 1, (row[j + 1] ?? 0) + 1, (row[j] ?? 0) + (letter === b[j] ? 0 : 1)))
    row = next
  }
  return row.at(-1) ?? 0
}

/** The known name that was most likely meant. */
const nearest = (name: string, known: readonly string[]): string | undefined => {
  const [best] = known
    .map((each) => ({ each, far: distance(name.toLowerCase(), each.toLowerCase()) }))
    .toSorted((a, b) => a.far - b.far)
  return best && best.far <= Math.max(1, Math.floor(name.length / 3)) ? best.each : undefined
}

const Notice = ({ text, names }: { text: string; names: readonly string[] }): JSX.Element => (
  <div class="address-notice" role="status">
    <Icon name="warning" />
    <p>{text}</p>
    <button type="button" class="button small" onClick={() => dropParams(names)}>
      Remove from the address
    </button>
  </div>
)

const toText = (unknown: readonly string[], known: readonly string[]): string => {
  const parts = unknown.map((name) => {
    const meant = nearest(name, known)
    return meant ? `${name} (did you mean ${meant}?)` : name
  })
  return `Unknown ${unknown.length === 1 ? 'parameter' : 'parameters'} in the address, ignored: ${parts.join(', ')}`
}

/** Lists parameters of the address that the view does not have, and reports an invalid time range. */
export const AddressNotice = (): JSX.Element | null => {
  const { view, params } = place.value
  if (!views.some(({ name }) => name === view)) return null
  const known = paramsOf(view)
  const unknown = [...new Set(params.keys())].filter((name) => !known.includes(name))
  return (
    <>
      {unknown.length > 0 && <Notice text={toText(unknown, known)} names={unknown} />}
      {isRangeBad.value && (
        <Notice text="The time range in the address is not valid: the last hour is shown" names={['from', 'to']} />
      )}
    </>
  )
}
