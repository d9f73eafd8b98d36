import type { Span } from '@opentelemetry/api'
import type { Instrumentation } from '@opentelemetry/instrumentation'
import { GrpcInstrumentation } from '@opentelemetry/instrumentation-grpc'
import { noteDestination } from '../propagation/destinations.ts'
import { type Register, withServerSpan } from './grpc-server.ts'

type Metadata = { clone(): unknown }
type Call = (...args: unknown[]) => unknown
type Library = { readonly Metadata: new () => Metadata }
type Channel = { getChannel(): { getTarget(): string } }
type Patches = {
  _patchServer(): (original: Register) => Register
  _getPatchedClientMethods(library: Library): (original: Call) => Call
  _patchClientRequestMethod(library: Library, hasResponseStream: boolean, name: string): (original: Call) => Call
  extractNetMetadata(client: Channel, span: Span & { readonly name?: string }): void
}

/**
 * Client calls use the stock instrumentation, and their spans are named after the method. The app's metadata is copied
 * before trace headers are added. A received call is represented by the server span of its HTTP/2 stream.
 */
export const create = (): Instrumentation => {
  const instrumentation = new GrpcInstrumentation()
  const patches = instrumentation as unknown as Patches
  const { _getPatchedClientMethods: patchMethods, _patchClientRequestMethod: patchRequest } = patches
  const { extractNetMetadata } = patches
  patches._patchServer = () => withServerSpan
  patches._getPatchedClientMethods = (library) => (original) =>
    withOwnMetadata(library, patchMethods.call(instrumentation, library)(original))
  patches._patchClientRequestMethod =
    (library, ...rest) =>
    (original) =>
      withOwnMetadata(library, patchRequest.call(instrumentation, library, ...rest)(original))
  patches.extractNetMetadata = (client, span) => {
    extractNetMetadata.call(instrumentation, client, span)
    noteDestination(span, toHost(client.getChannel().getTarget()), undefined)
    span.updateName(String(span.name).replace(/^grpc\./, ''))
  }
  return instrumentation
}

const withOwnMetadata = ({ Metadata }: Library, traced: Call): Call => {
  const call: Call = function (this: unknown, ...args) {
    return traced.apply(
      this,
      args.map((value) => (value instanceof Metadata ? value.clone() : value)),
    )
  }
  return Object.assign(call, traced)
}

/** `dns:///orders.example.com:443` and `orders:50051` name a host; the path of a socket is local. */
const toHost = (target: string): string =>
  target.startsWith('unix') ? 'localhost' : target.replace(/^[a-z]+:(?:\/\/[^/]*\/)?/i, '')
