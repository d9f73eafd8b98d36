import type { JSX } from 'preact'
import type { AnswerOf } from '../api.ts'
import { CopyButton } from '../components/copy-button.tsx'
import { Drawer } from '../components/drawer.tsx'
import { JsonView } from '../components/json-view.tsx'
import { LongText } from '../components/long-text.tsx'
import { StackTrace } from '../components/stack-trace.tsx'
import { Timestamp } from '../components/timestamp.tsx'
import { toMs } from '../nanoseconds.ts'
import { href, navigate, param } from '../router.ts'
import { AttributeList } from '../search/attribute-list.tsx'
import { addTerm, toAttributeTerm } from '../search/terms.ts'
import { traceHref } from '../traces/trace-href.ts'
import { useAnswer } from '../use-answer.ts'
import './line-drawer.css'

export type LogLine = AnswerOf<'logs-search'>['lines'][number]

type LineDrawerProps = {
  readonly line: LogLine
  /** The trace of the line is what is shown already. */
  readonly inTrace?: boolean
  readonly onClose: () => void
}

/** Longer texts than this would take a moment to lay out. */
const longBody = 20_000

/** What is shown around a line. */
const aroundMs = 5000

const filterBy =
  (isLogs: boolean) =>
  (key: string, value: string, { exclude }: { exclude: boolean }): void => {
    const query = addTerm(isLogs ? param('q') : '', toAttributeTerm(key, value), { exclude })
    navigate(href('logs', { q: query, ...(isLogs && { severity: param('severity') }) }))
  }

/** All that is known of one log record. */
export const LineDrawer = ({ line: listed, inTrace = false, onClose }: LineDrawerProps): JSX.Element => {
  const whole = useAnswer('logs-line', listed.isCut ? { id: listed.id, ns: listed.ns } : undefined)
  const line = whole.data && whole.isCurrent ? whole.data : listed
  const ms = toMs(line.ns)
  const around = { from: Math.floor(ms - aroundMs), to: Math.ceil(ms + aroundMs), service: line.service }
  const { 'exception.stacktrace': stack, ...attributes } = line.attributes
  return (
    <Drawer title="Log line" onClose={onClose}>
      <p class="line-facts">
        <span class={`level ${line.severity}`}>{line.severityText || line.severity}</span>
        <Timestamp ms={ms} millis />
        <span>{line.service}</span>
        {line.eventName && <span class="badge">{line.eventName}</span>}
      </p>
      <div class="line-body">
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard. */}
        <pre class="mono" tabIndex={0}>
          {line.body ? <LongText text={line.body} limit={longBody} /> : '(empty)'}
        </pre>
        <CopyButton text={line.body} label="Copy the text" />
      </div>
      {line.isCut && (
        <p class="faint" role="status">
          {whole.error
            ? `Only the beginning is shown: ${whole.error.message}`
            : 'The rest of a long text is on its way …'}
        </p>
      )}
      <p class="line-links">
        {line.traceId && !inTrace && (
          <a class="button small main-action" href={traceHref(line.traceId, line.spanId || undefined)}>
            Open its trace
          </a>
        )}
        <a class="button small" href={href('logs', around)}>
          Lines around it
        </a>
        {line.traceId && (
          <a class="button small" href={href('logs', { service: undefined, trace: line.traceId })}>
            Lines of its trace
          </a>
        )}
      </p>
      {stack && <StackTrace text={stack} />}
      <AttributeList title="Attributes" attributes={attributes} onFilter={filterBy(!inTrace)} />
      <AttributeList title="Resource" attributes={line.resource} onFilter={filterBy(!inTrace)} />
      {line.scope && <p class="faint">Written through {line.scope}</p>}
      <JsonView value={line} />
    </Drawer>
  )
}
