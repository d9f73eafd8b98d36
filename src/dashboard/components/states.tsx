import type { ComponentChildren, JSX } from 'preact'
import { type ApiError, unreachableCode } from '../api.ts'
import { chooseRange, widerPreset } from '../time-range.ts'
import { CopyButton } from './copy-button.tsx'
import { Icon } from './icon.tsx'

type StateProps = {
  readonly title: string
  readonly children?: ComponentChildren
  readonly small?: boolean
  /** It is all that the page shows, so that its title is the title of the page. */
  readonly isPage?: boolean
}

/** An empty result: says why that may be, and what to do next. */
export const EmptyState = ({ title, children, small, isPage }: StateProps): JSX.Element => (
  <div class={`state ${small ? 'small' : ''}`}>
    <Icon name="empty" />
    {isPage ? <h1>{title}</h1> : <h2>{title}</h2>}
    {children}
  </div>
)

/** A way out of an empty range. */
export const WiderRange = (): JSX.Element | null => {
  const preset = widerPreset()
  if (!preset) return null
  return (
    <button type="button" class="button" onClick={() => chooseRange(preset.from)}>
      Look at the {preset.label.toLowerCase()}
    </button>
  )
}

/** What went wrong, what to do, and the id that finds it in the hub's log. */
export const ErrorState = ({ error, retry }: { error: ApiError; retry: () => void }): JSX.Element => {
  if (error.code === unreachableCode) return <p class="state small soft">No answer yet</p>
  return (
    <div class="state bad small" role="alert">
      <Icon name="warning" />
      <h2>{error.message}</h2>
      <p>{error.hint}</p>
      {error.requestId && (
        <p class="faint">
          Request <code>{error.requestId}</code> <CopyButton text={error.requestId} label="Copy the request id" />
        </p>
      )}
      <div class="actions">
        <button type="button" class="button" onClick={retry}>
          Try again
        </button>
      </div>
    </div>
  )
}

/** Grey bars where content will be. */
export const Skeleton = ({ rows = 6, height = 20 }: { rows?: number; height?: number }): JSX.Element => (
  <div class="state-skeleton" role="status" aria-label="Loading">
    {Array.from({ length: rows }, (_, index) => (
      <div class="skeleton" key={index} style={{ height: `${height}px`, width: `${100 - ((index * 13) % 35)}%` }} />
    ))}
  </div>
)

/** Said when an answer was cut off. */
export const CutNotice = ({ children }: { children: ComponentChildren }): JSX.Element => (
  <p class="notice">
    <Icon name="warning" size={14} />
    <span>{children}</span>
  </p>
)
