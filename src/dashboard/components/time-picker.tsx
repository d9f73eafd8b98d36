import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import { formatClock, formatDay, formatInstant } from '../format.ts'
import {
  chooseRange,
  chooseRefresh,
  chosen,
  isMoving,
  parseInstant,
  presets,
  range,
  refresh,
  refreshSeconds,
  shiftRange,
  zoomOut,
} from '../time-range.ts'
import { Icon } from './icon.tsx'
import { Popover } from './popover.tsx'

const describeRange = (): string => {
  const { from, to } = chosen.value
  const preset = to === 'now' && presets.find((each) => each.from === from)
  if (preset) return preset.label
  const { from: start, to: end } = range.value
  if (to === 'now') return `Since ${formatDay(start) === formatDay(end) ? formatClock(start) : formatInstant(start)}`
  const sameDay = formatDay(start) === formatDay(end)
  return `${formatInstant(start)} – ${sameDay ? formatClock(end) : formatInstant(end)}`
}

/** Value of a `datetime-local` field, in the zone of this browser. */
const toField = (ms: number): string => {
  const local = new Date(ms - new Date(ms).getTimezoneOffset() * 6e4)
  return local.toISOString().slice(0, 19)
}

const AbsoluteForm = ({ close }: { close: () => void }): JSX.Element => {
  const [fault, setFault] = useState('')
  const apply = (event: SubmitEvent): void => {
    event.preventDefault()
    const fields = new FormData(event.currentTarget as HTMLFormElement)
    const from = parseInstant(String(fields.get('from')), Date.now())
    const to = parseInstant(String(fields.get('to')), Date.now())
    if (from === undefined || to === undefined) setFault('Fill in both ends.')
    else if (to <= from) setFault('The end must be later than the start.')
    else {
      chooseRange(from, to)
      close()
    }
  }
  const field = (name: 'from' | 'to', label: string): JSX.Element => (
    <label class="labelled">
      {label}
      <input class="field" type="datetime-local" step="1" name={name} defaultValue={toField(range.value[name])} />
    </label>
  )
  return (
    <form onSubmit={apply} noValidate>
      {field('from', 'From')}
      {field('to', 'To')}
      {fault && <p role="alert">{fault}</p>}
      <button type="submit" class="button main-action">
        Show this range
      </button>
      <p class="faint">{Intl.DateTimeFormat().resolvedOptions().timeZone} time</p>
    </form>
  )
}

const PresetList = ({ close }: { close: () => void }): JSX.Element => (
  <div class="options">
    {presets.map(({ from, label }) => (
      <button
        type="button"
        key={from}
        class="option"
        aria-current={chosen.value.from === from && chosen.value.to === 'now'}
        onClick={() => {
          chooseRange(from)
          close()
        }}
      >
        {label}
      </button>
    ))}
  </div>
)

const refreshChoices = [0, 5, 10, 30, 60]

const RefreshPicker = (): JSX.Element => {
  const seconds = refreshSeconds.value
  const text = seconds ? `every ${seconds} s` : 'off'
  return (
    <Popover
      label={`Refresh by itself: ${text}`}
      toEnd
      buttonClass={seconds ? 'button' : 'button icon'}
      button={
        <>
          {seconds > 0 && <span class="numeric">{seconds} s</span>}
          <Icon name="down" size={14} />
        </>
      }
    >
      {(close) => (
        <div class="options">
          {refreshChoices.map((choice) => (
            <button
              type="button"
              key={choice}
              class="option"
              aria-current={choice === seconds}
              onClick={() => {
                chooseRefresh(choice)
                close()
              }}
            >
              {choice ? `Every ${choice} seconds` : 'Refresh off'}
            </button>
          ))}
        </div>
      )}
    </Popover>
  )
}

/** Range of the view: earlier and later, presets, absolute ends, wider, refresh now or by itself. All of it is in the address. */
export const TimePicker = (): JSX.Element => (
  <>
    <div class="group">
      <button type="button" class="button icon" aria-label="Earlier" onClick={() => shiftRange(-1)}>
        <Icon name="left" />
      </button>
      <Popover
        label={`Time range: ${describeRange()}`}
        toEnd
        button={
          <>
            <Icon name="clock" />
            <span class="numeric">{describeRange()}</span>
          </>
        }
      >
        {(close) => (
          <div class="time-popover">
            <PresetList close={close} />
            <AbsoluteForm close={close} />
          </div>
        )}
      </Popover>
      <button
        type="button"
        class="button icon"
        aria-label="Later"
        disabled={isMoving.value}
        onClick={() => shiftRange(1)}
      >
        <Icon name="right" />
      </button>
      <button type="button" class="button icon" aria-label="Zoom out" title="Zoom out" onClick={zoomOut}>
        <Icon name="minus" />
      </button>
    </div>
    <div class="group">
      <button type="button" class="button icon" aria-label="Refresh" title="Refresh" onClick={refresh}>
        <Icon name="refresh" />
      </button>
      <RefreshPicker />
    </div>
  </>
)
