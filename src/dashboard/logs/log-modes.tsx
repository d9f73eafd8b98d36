import type { JSX } from 'preact'
import { type Chip, Chips } from '../components/chips.tsx'
import { Picker } from '../components/picker.tsx'
import { param, setParams } from '../router.ts'
import type { KnownKey } from '../search/completion.ts'
import { traceHref } from '../traces/trace-href.ts'
import { ColumnPicker } from './column-picker.tsx'
import { severityNames } from './severity.ts'

const toChips = (): Chip[] =>
  (['trace', 'span'] as const)
    .filter((key) => param(key))
    .map((key) => ({
      key,
      label: `${key} ${param(key).slice(0, 12)}…`,
      onRemove: () => setParams({ [key]: undefined, line: undefined }),
    }))

const SeverityPicker = (): JSX.Element => (
  <Picker
    label="Severity"
    value={param('severity')}
    options={[
      { value: '', label: 'Any' },
      ...severityNames
        .slice(1)
        .map((name) => ({ value: name, label: name === 'fatal' ? 'fatal' : `${name} and worse` })),
    ]}
    onPick={(severity) => setParams({ severity })}
  />
)

export const isLive = (): boolean => param('live') === 'on'
export const toggleLive = (): void => setParams({ live: isLive() ? undefined : 'on' })
export const isWrapped = (): boolean => param('wrap') === 'on'
export const toggleWrap = (): void => setParams({ wrap: isWrapped() ? undefined : 'on' }, { replace: true })

type LogModesProps = { readonly columns: readonly string[]; readonly keys: readonly KnownKey[] }

/** Switches above the lines: live, wrapped, severity, columns, and what narrows the lines down. */
export const LogModes = ({ columns, keys }: LogModesProps): JSX.Element => (
  <div class="results-head">
    <button
      type="button"
      class={`button live-switch ${isLive() ? 'on' : ''}`}
      aria-pressed={isLive()}
      title="Follow new lines as they come (l)"
      onClick={toggleLive}
    >
      <span class="live-dot" />
      Live
    </button>
    <button type="button" class="button" aria-pressed={isWrapped()} title="Show lines in full (w)" onClick={toggleWrap}>
      Wrap lines
    </button>
    <ColumnPicker columns={columns} keys={keys} />
    <SeverityPicker />
    <Chips chips={toChips()} />
    {param('trace') && (
      <a class="button small" href={traceHref(param('trace'), param('span') || undefined)}>
        Back to the trace
      </a>
    )}
  </div>
)
