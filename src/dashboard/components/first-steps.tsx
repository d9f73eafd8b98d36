import type { JSX } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { fetchFromHub, session } from '../api.ts'
import { type HubAddress, toCollectorText, toHubAddress, tokenPlace, toNodeText, toSdkText } from '../connect-texts.ts'
import { dataStart, refreshEvery } from '../time-range.ts'
import { CopyButton } from './copy-button.tsx'
import { EmptyState, WiderRange } from './states.tsx'
import { Tabs } from './tabs.tsx'
import './first-steps.css'

/** Seconds between looks for the first data. */
const lookSeconds = 3

const useHubAddress = (): HubAddress => {
  const [grpcPort, setGrpcPort] = useState<number | null>(null)
  useEffect(() => {
    const abort = new AbortController()
    fetchFromHub('./api/otlp', { signal: abort.signal })
      .then((response) => response.json() as Promise<{ grpcPort: number | null }>)
      .then((answer) => setGrpcPort(answer.grpcPort))
      // The HTTP address is known anyway, and the page shows when the hub is unavailable.
      .catch(() => {})
    return () => abort.abort()
  }, [])
  return toHubAddress(location.href, grpcPort, session.value === 'signed in')
}

const Snippet = ({ title, text }: { title: string; text: string }): JSX.Element => (
  <figure>
    <figcaption>
      {title}
      <CopyButton text={text} label={`Copy: ${title}`} />
    </figcaption>
    <pre>
      <code>{text}</code>
    </pre>
  </figure>
)

const Node = ({ address }: { address: HubAddress }): JSX.Element => (
  <>
    <p>Run your app with the agent. Its code stays as it is.</p>
    <Snippet title="Shell" text={toNodeText(address)} />
  </>
)

const OtherLanguages = ({ address: { http, grpc, needsToken } }: { address: HubAddress }): JSX.Element => (
  <>
    <p>Every OpenTelemetry SDK reads these variables. Set those of one protocol, and start your app.</p>
    <Snippet title="OTLP over HTTP" text={toSdkText(http, 'http/protobuf', needsToken)} />
    {grpc && <Snippet title="OTLP over gRPC" text={toSdkText(`http://${grpc}`, 'grpc', needsToken)} />}
  </>
)

const Collector = ({ address: { http, grpc, needsToken } }: { address: HubAddress }): JSX.Element => (
  <>
    <p>Add one of these exporters to the configuration of your Collector.</p>
    <Snippet title="OTLP over HTTP" text={toCollectorText('otlp_http', http, needsToken)} />
    {grpc && <Snippet title="OTLP over gRPC" text={toCollectorText('otlp_grpc', grpc, needsToken)} />}
  </>
)

/**
 * How to connect a first program to a hub without any data, with the addresses of this very hub; disappears when there
 * is some. If the data is only older than the range, it says so.
 */
export const FirstSteps = ({ what, first }: { what: string; first: string }): JSX.Element => {
  useEffect(() => refreshEvery(lookSeconds), [])
  const address = useHubAddress()
  if (dataStart.value !== undefined)
    return (
      <EmptyState title={`No ${what} in this range`}>
        <div class="actions">
          <WiderRange />
        </div>
      </EmptyState>
    )
  return (
    <section class="card first-steps" aria-label="First steps">
      <h2>No {what} here yet</h2>
      <p class="waiting" role="status">
        <span class="pulse" />
        Waiting for the first {first}
      </p>
      <Tabs
        label="What sends the data"
        tabs={[
          { name: 'Node', content: <Node address={address} /> },
          { name: 'Other languages', content: <OtherLanguages address={address} /> },
          { name: 'Collector', content: <Collector address={address} /> },
        ]}
      />
      {address.needsToken && (
        <p>
          This hub needs its token: put the value of <code>PLAINSIGHT_TOKEN</code> that it was started with in place of{' '}
          <code>{tokenPlace}</code>.
        </p>
      )}
    </section>
  )
}
