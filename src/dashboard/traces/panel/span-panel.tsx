import type { JSX } from 'preact'
import type { AnswerOf } from '../../api.ts'
import { CopyButton } from '../../components/copy-button.tsx'
import { Icon } from '../../components/icon.tsx'
import { JsonView } from '../../components/json-view.tsx'
import { SidePanel } from '../../components/side-panel.tsx'
import { ErrorState, Skeleton } from '../../components/states.tsx'
import { Timestamp } from '../../components/timestamp.tsx'
import { formatDuration, formatShare } from '../../format.ts'
import { toMs } from '../../nanoseconds.ts'
import { href, navigate } from '../../router.ts'
import { AttributeList } from '../../search/attribute-list.tsx'
import { addTerm, toAttributeTerm } from '../../search/terms.ts'
import { Exception } from '../../stack/exception.tsx'
import { useAnswer } from '../../use-answer.ts'
import { ownTime } from '../trace/critical-path.ts'
import { toSpanId } from '../trace/shared-ids.ts'
import type { TraceNode } from '../trace/tree.ts'
import type { Trace } from '../trace/use-trace.ts'
import { traceHref } from '../trace-href.ts'
import './span-panel.css'

type Detail = AnswerOf<'trace-span'>

const filterBy = (key: string, value: string, { exclude }: { exclude: boolean }): void =>
  navigate(
    href('traces', { service: undefined, spans: 'all', q: addTerm('', toAttributeTerm(key, value), { exclude }) }),
  )

const Timing = ({ node, trace }: { node: TraceNode; trace: Trace }): JSX.Element => {
  const own = ownTime(node).reduce((sum, { from, to }) => sum + to - from, 0)
  const onPath = (trace.path.get(node.span.id) ?? []).reduce((sum, { from, to }) => sum + to - from, 0)
  const whole = trace.tree.to - trace.tree.from
  return (
    <dl class="span-facts">
      <div>
        <dt>Duration</dt>
        <dd>{formatDuration(node.span.durationMs)}</dd>
      </div>
      <div>
        <dt>Own time</dt>
        <dd title="Time in which no child of it ran">{formatDuration(own)}</dd>
      </div>
      <div>
        <dt>Critical path</dt>
        <dd title="What it adds to the duration of the trace">
          {formatDuration(onPath)} <span class="faint">{whole > 0 && formatShare(onPath / whole)}</span>
        </dd>
      </div>
      <div>
        <dt>Began</dt>
        <dd>
          <Timestamp ms={trace.startMs + node.span.startMs} millis />{' '}
          <span class="faint">+{formatDuration(node.start - trace.tree.from)}</span>
        </dd>
      </div>
    </dl>
  )
}

const isException = ({ name, attributes }: Detail['events'][number]): boolean =>
  name === 'exception' || Boolean(attributes['exception.type'])

const Events = ({ detail }: { detail: Detail }): JSX.Element | null => {
  const plain = detail.events.filter((event) => !isException(event))
  if (plain.length === 0) return null
  return (
    <>
      {plain.map(({ ns, name, attributes }) => (
        <AttributeList
          key={`${ns} ${name}`}
          title={`Event ${name}, +${formatDuration(toMs(ns) - toMs(detail.startNs))}`}
          attributes={Object.keys(attributes).length > 0 ? attributes : { at: ns }}
        />
      ))}
    </>
  )
}

const Links = ({ detail }: { detail: Detail }): JSX.Element | null => {
  if (detail.links.length === 0) return null
  return (
    <details class="attributes" open>
      <summary>
        <Icon name="down" size={12} />
        Links <span class="faint">{detail.links.length}</span>
      </summary>
      <ul class="links">
        {detail.links.map(({ traceId, spanId }) => (
          <li key={`${traceId}${spanId}`}>
            <a class="mono" href={traceHref(traceId, spanId)}>
              {traceId}
            </a>
          </li>
        ))}
      </ul>
    </details>
  )
}

const Content = ({ node, trace, detail }: { node: TraceNode; trace: Trace; detail: Detail }): JSX.Element => (
  <>
    <p class="span-kind">
      <span class="swatch" style={{ color: `var(${trace.colors[node.span.service]})` }} />
      {detail.service} <span class="badge">{detail.kind.toLowerCase()}</span>
      {detail.status === 'Error' && <span class="badge bad">error</span>}
      {node.span.httpStatus && <span class="badge">HTTP {node.span.httpStatus}</span>}
    </p>
    {detail.statusMessage && <p class="span-message">{detail.statusMessage}</p>}
    <Timing node={node} trace={trace} />
    <p class="span-links">
      <a class="button small" href={href('logs', { service: undefined, trace: detail.traceId, span: detail.spanId })}>
        Logs of this span
      </a>
      <a class="button small" href={href('traces', { service: detail.service, name: detail.name, spans: 'all' })}>
        Others of this name
      </a>
      <CopyButton text={detail.spanId} label="Copy the span id" />
    </p>
    {detail.events.filter(isException).map(({ ns, attributes }) => (
      <Exception key={ns} attributes={attributes} />
    ))}
    <AttributeList title="Attributes" attributes={detail.attributes} onFilter={filterBy} />
    <Events detail={detail} />
    <Links detail={detail} />
    <AttributeList title="Resource" attributes={detail.resource} onFilter={filterBy} />
    {detail.scope && <p class="faint scope">Made by {detail.scope}</p>}
    <JsonView value={detail} />
  </>
)

/** All that is known of one span. */
export const SpanPanel = ({
  node,
  trace,
  onClose,
}: {
  node: TraceNode
  trace: Trace
  onClose: () => void
}): JSX.Element => {
  const { traceId } = trace.detail
  const { id, kind, service: index } = node.span
  const service = trace.detail.services[index]
  const asked = { traceId, spanId: toSpanId(id), kind, ...(service && { service }) }
  const { data, isCurrent, error, retry } = useAnswer('trace-span', asked)
  return (
    <SidePanel
      label={`Span ${node.span.name}`}
      title={<bdi>{node.span.name}</bdi>}
      onClose={onClose}
      actions={<CopyButton text={() => location.href} label="Copy link" icon="link" />}
    >
      {error ? (
        <ErrorState error={error} retry={retry} />
      ) : data && isCurrent ? (
        <Content node={node} trace={trace} detail={data} />
      ) : (
        <Skeleton />
      )}
    </SidePanel>
  )
}
