import type { JSX } from 'preact'
import { useLayoutEffect, useRef, useState } from 'preact/hooks'
import { isNarrow } from '../narrow.ts'
import {
  chooseRange,
  chooseRefresh,
  chosen,
  describeRange,
  isMoving,
  presets,
  range,
  refresh,
  refreshSeconds,
  shiftRange,
  toRange,
  zoomOut,
} from '../time-range.ts'
import { parseTypedRange } from '../typed-range.ts'
import { toWall, zone, zoneName } from '../zone.ts'
import { chooseZone } from '../zone-choice.ts'
import { Icon } from './icon.tsx'
import { Popover } from './popover.tsx'

type Closing = { readonly close: () => void }

const endFirst = 'The end must be later than the start.'

/** The range that was typed, in words, or what is wrong with it. */
const readTyped = (text: string): { range?: ReturnType<typeof parseTypedRange>; message: string } => {
  if (text.trim() === '') return { message: '' }
  const now = Date.now()
  const typed = parseTypedRange(text, now)
  if (!typed) return { message: 'Not a time range. Try -2h, 30 Nov, or 10:00 - 11:30.' }
  const ends = toRange(typed.from, typed.to, now)
  return ends ? { range: typed, message: describeRange(typed.from, typed.to, ends) } : { message: endFirst }
}

const TypedRange = ({ close }: Closing): JSX.Element => {
  const [text, setText] = useState('')
  const field = useRef<HTMLInputElement>(null)
  // On a phone the keyboard would cover the choices.
  useLayoutEffect(() => {
    if (!isNarrow.value) field.current?.focus({ preventScroll: true })
  }, [])
  const { range: typed, message } = readTyped(text)
  const apply = (event: SubmitEvent): void => {
    event.preventDefault()
    if (!typed) return
    chooseRange(typed.from, typed.to)
    close()
  }
  return (
    <form class="typed-range" onSubmit={apply}>
      <input
        class="field"
        ref={field}
        aria-label="Type a range"
        aria-describedby="typed-range-message"
        placeholder="-2h, 90m, yesterday, 30 Nov, 10:00 - 11:30"
        autocomplete="off"
        spellcheck={false}
        value={text}
        onInput={(event) => setText(event.currentTarget.value)}
      />
      <p class={typed ? 'soft' : 'failure'} id="typed-range-message" role="status">
        {message}
      </p>
    </form>
  )
}

/** Value of a `datetime-local` field, in the zone of the page. */
const toField = (ms: number): string => toWall(ms).toISOString().slice(0, 19)

const AbsoluteForm = ({ close }: Closing): JSX.Element => {
  const [fault, setFault] = useState('')
  const apply = (event: SubmitEvent): void => {
    event.preventDefault()
    const fields = new FormData(event.currentTarget as HTMLFormElement)
    const [from, to] = [String(fields.get('from')), String(fields.get('to'))]
    const ends = toRange(from, to, Date.now())
    if (ends) {
      chooseRange(ends.from, ends.to)
      close()
    } else setFault(from && to ? endFirst : 'Fill in both ends.')
  }
  const field = (name: 'from' | 'to', label: string): JSX.Element => (
    <label class="labelled">
      {label}
      <input
        class="field"
        type="datetime-local"
        step="1"
        name={name}
        key={zone.value}
        defaultValue={toField(range.value[name])}
      />
    </label>
  )
  return (
    <form onSubmit={apply} noValidate>
      {field('from', 'From')}
      {field('to', 'To')}
      {fault && (
        <p class="failure" role="alert">
          {fault}
        </p>
      )}
      <button type="submit" class="button main-action">
        Show this range
      </button>
    </form>
  )
}

const ZoneSwitch = (): JSX.Element => (
  <fieldset class="group zone-switch" aria-label="Time zone">
    {(['local', 'utc'] as const).map((each) => (
      <button
        type="button"
        key={each}
        class="button"
        aria-pressed={zone.value === each}
        onClick={() => chooseZone(each)}
      >
        {zoneName(each)}
      </button>
    ))}
  </fieldset>
)

const PresetList = ({ close }: Closing): JSX.Element => (
  <div class="options">
    {presets.map(({ from, to, label }) => (
      <button
        type="button"
        key={from}
        class="option"
        aria-current={chosen.value.from === from && chosen.value.to === to}
        onClick={() => {
          chooseRange(from, to)
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

const RangePicker = (): JSX.Element => {
  const { from, to } = chosen.value
  const text = describeRange(from, to, range.value)
  return (
    <Popover
      label={`Time range: ${text}${zone.value === 'utc' ? ', UTC' : ''}`}
      toEnd
      button={
        <>
          <Icon name="clock" />
          <span class="numeric">{text}</span>
          {zone.value === 'utc' && <span class="badge">UTC</span>}
        </>
      }
    >
      {(close) => (
        <div class="time-popover">
          <TypedRange close={close} />
          <PresetList close={close} />
          <div class="absolute-range">
            <AbsoluteForm close={close} />
            <ZoneSwitch />
          </div>
        </div>
      )}
    </Popover>
  )
}

/**
 * Range of the view: earlier and later, presets, typed or by its ends, in which zone, wider, refresh now or by itself.
 * All of it is in the address.
 */
export const TimePicker = (): JSX.Element => (
  <>
    <div class="group">
      <button type="button" class="button icon" aria-label="Earlier" onClick={() => shiftRange(-1)}>
        <Icon name="left" />
      </button>
      <RangePicker />
      <button
        type="button"
        class="button icon"
        aria-label="Later"
        disabled={isMoving.value}
        onClick={() => shiftRange(1)}
      >
        <Icon name="right" />
      </button>
      <button type="button" class="button icon zoom-out" aria-label="Zoom out" title="Zoom out" onClick={zoomOut}>
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
