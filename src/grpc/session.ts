import {
  constants,
  type IncomingHttpHeaders,
  performServerHandshake,
  type ServerHttp2Session,
  type ServerHttp2Stream,
} from 'node:http2'
import type { Duplex } from 'node:stream'

/** The first bytes of a client that speaks HTTP/2 without negotiation (RFC 9113, section 3.4). */
const preface = 'PRI * HTTP/2.0'

/** Whether a connection that begins with these bytes is HTTP/2; undefined while there are too few. */
export const isHttp2 = (bytes: Buffer): boolean | undefined => {
  const start = bytes.toString('latin1', 0, preface.length)
  if (!preface.startsWith(start)) return false
  return start.length === preface.length || undefined
}

/** Bytes on their way to one call: enough for a batch of any SDK at once. */
const streamWindow = 1_048_576
const connectionWindow = 4_194_304

const options = {
  settings: { maxConcurrentStreams: 128, initialWindowSize: streamWindow, maxHeaderListSize: 16_384 },
  maxSessionInvalidFrames: 100,
  maxSessionRejectedStreams: 100,
}

/**
 * Pings and changes of settings that a client may send without a call between, in a while, ms. Clients of gRPC ping
 * every ten seconds or less often, or while answers come in; more pings only cost.
 */
const maxStrikes = 100
const strikesMs = 10_000

const createStrikes = (): { readonly clear: () => void; readonly areTooMany: () => boolean } => {
  let count = 0
  let since = 0
  return {
    clear: () => {
      count = 0
    },
    areTooMany: () => {
      const now = performance.now()
      if (now - since > strikesMs) {
        count = 0
        since = now
      }
      return ++count > maxStrikes
    },
  }
}

/** Speaks HTTP/2 on a connection, within limits. */
export const openSession = (
  socket: Duplex,
  onCall: (stream: ServerHttp2Stream, headers: IncomingHttpHeaders) => void,
): ServerHttp2Session => {
  const session = performServerHandshake(socket, options)
  session.setLocalWindowSize(connectionWindow)
  const strikes = createStrikes()
  const strike = (): void => {
    if (session.destroyed || !strikes.areTooMany()) return
    session.goaway(constants.NGHTTP2_ENHANCE_YOUR_CALM, 0, Buffer.from('too_many_pings'))
    session.destroy(new Error('too many pings'), constants.NGHTTP2_ENHANCE_YOUR_CALM)
  }
  session.on('ping', strike).on('remoteSettings', strike)
  // An error of a connection ends only that connection.
  session.on('error', () => undefined)
  session.on('stream', (stream, headers) => {
    strikes.clear()
    stream.on('error', () => undefined)
    onCall(stream, headers)
  })
  return session
}
