import type { JSX } from 'preact'
import { toAttributeKey } from '../../search-language/own-keys.ts'
import type { ApiError } from '../api.ts'
import { CopyButton } from '../components/copy-button.tsx'
import { JsonView } from '../components/json-view.tsx'
import { LongText } from '../components/long-text.tsx'
import { SidePanel } from '../components/side-panel.tsx'
import { EmptyState, ErrorState, Skeleton } from '../components/states.tsx'
import { Timestamp } from '../components/timestamp.tsx'
import { toMs } from '../nanoseconds.ts'
import { href, hrefHere, navigate, param } from '../router.ts'
import { AttributeList } from '../search/attribute-list.tsx'
import { addTerm, toAttributeTerm } from '../search/terms.ts'
import { Exception } from '../stack/exception.tsx'
import { range } from '../time-range.ts'
import { traceHref } from '../traces/trace-href.ts'
import { useAnswer } from '../use-answer.ts'
import { readColumns, toggleColumn } from './columns.ts'
import { type LineRef, type LogLine, toLineParam } from './log-line.ts'
import './line-panel.css'

type LinePanelProps = {
  readonly line: LineRef
  /** The same as a list has it, long texts cut. */
  readonly listed?: LogLine | undefined
  readonly marks?: RegExp | undefined
  /** The trace of the line is already shown. */
  readonly inTrace?: boolean
  readonly onClose: () => void
}

/** Longer texts than this would take a moment to lay out. */
const maxShown = 20_000

/** What is shown around a line. */
const aroundMs = 5000

const filterBy =
  (isLogs: boolean) =>
  (key: string, value: string, { exclude }: { exclude: boolean }): void => {
    const query = addTerm(isLogs ? param('q') : '', toAttributeTerm(key, value), { exclude })
    navigate(href('logs', { q: query, ...(isLogs && { severity: param('severity') }) }))
  }

const NotThere = ({ error, retry }: { error: ApiError; retry: () => void }): JSX.Element =>
  error.code === 'NOT_FOUND' ? (
    <EmptyState title="This log line is not stored" small>
      <p>It is past its retention, or this hub never received it.</p>
    </EmptyState>
  ) : (
    <ErrorState error={error} retry={retry} />
  )

/** Address of the line for others: the same list, with a fixed range. */
const linkTo = (ref: LineRef): string => {
  const ms = toMs(ref.ns)
  const from = Math.min(range.value.from, ms)
  const to = Math.max(range.value.to, ms + 1)
  const address = hrefHere({ from: Math.floor(from), to: Math.ceil(to), live: undefined, line: toLineParam(ref) })
  return new URL(address, location.href).href
}

const columns = {
  has: (name: string): boolean => readColumns().includes(toAttributeKey(name)),
  onToggle: (name: string): void => toggleColumn(toAttributeKey(name)),
}

type Attributes = Readonly<Record<string, string>>

const exceptionKeys = ['exception.type', 'exception.message', 'exception.stacktrace']

/**
 * The exception of a line, which is shown by itself, and its other attributes. The type stays among them, to be
 * searched by.
 */
const splitException = (attributes: Attributes): readonly [exception: Attributes | undefined, others: Attributes] => {
  const others = Object.entries(attributes).filter(([key]) => !exceptionKeys.slice(1).includes(key))
  return [exceptionKeys.some((key) => attributes[key]) ? attributes : undefined, Object.fromEntries(others)]
}

const Body = ({ line, marks }: { line: LogLine; marks: RegExp | undefined }): JSX.Element => (
  <div class="line-body">
    {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard. */}
    <pre class="mono" tabIndex={0}>
      {line.body ? <LongText text={line.body} limit={maxShown} marks={marks} /> : '(empty)'}
    </pre>
    <CopyButton text={line.body} label="Copy the text" />
  </div>
)

const Ways = ({ line, inTrace }: { line: LogLine; inTrace: boolean }): JSX.Element => {
  const ms = toMs(line.ns)
  const around = { from: Math.floor(ms - aroundMs), to: Math.ceil(ms + aroundMs), service: line.service }
  return (
    <p class="line-links">
      {line.traceId && !inTrace && (
        <a class="button small main-action" href={traceHref(line.traceId, line.spanId || undefined)}>
          Open its trace
        </a>
      )}
      <a class="button small" href={href('logs', { ...around, line: toLineParam(line) })}>
        Lines around it
      </a>
      {line.traceId && (
        <a class="button small" href={href('logs', { service: undefined, trace: line.traceId })}>
          Lines of its trace
        </a>
      )}
    </p>
  )
}

const Content = ({ line, marks, inTrace }: { line: LogLine; marks: RegExp | undefined; inTrace: boolean }) => {
  const [exception, attributes] = splitException(line.attributes)
  const acts = { onFilter: filterBy(!inTrace), ...(!inTrace && { columns }) }
  return (
    <>
      <p class="line-facts">
        <span class={`level ${line.severity}`}>{line.severityText || line.severity}</span>
        <Timestamp ms={toMs(line.ns)} millis />
        <bdi>{line.service}</bdi>
        {line.eventName && <span class="badge">{line.eventName}</span>}
      </p>
      <Body line={line} marks={marks} />
      <Ways line={line} inTrace={inTrace} />
      {exception && <Exception attributes={exception} marks={marks} />}
      <AttributeList title="Attributes" attributes={attributes} {...acts} />
      <AttributeList title="Resource" attributes={line.resource} {...acts} />
      {line.scope && <p class="faint">Written through {line.scope}</p>}
      <JsonView value={line} />
    </>
  )
}

/** All that is known of one log record. */
export const LinePanel = ({ line: ref, listed, marks, inTrace = false, onClose }: LinePanelProps): JSX.Element => {
  const { id, ns } = ref
  const whole = useAnswer('logs-line', !listed || listed.isCut ? { id, ns } : undefined)
  const line = whole.data && whole.isCurrent ? whole.data : listed
  return (
    <SidePanel
      label="Log line"
      title="Log line"
      onClose={onClose}
      actions={<CopyButton text={() => linkTo(ref)} label="Copy link" icon="link" />}
    >
      {line && <Content line={line} marks={marks} inTrace={inTrace} />}
      {line?.isCut && (
        <p class="faint" role="status">
          {whole.error ? `Only the beginning is shown: ${whole.error.message}` : 'Loading the rest of a long text…'}
        </p>
      )}
      {!line && (whole.error ? <NotThere error={whole.error} retry={whole.retry} /> : <Skeleton />)}
    </SidePanel>
  )
}
