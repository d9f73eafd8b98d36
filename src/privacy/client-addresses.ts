import { toNameParts } from './denied-keys.ts'

/** Names that hold the network address of the person at the other end. They are removed wherever they stand. */
export const clientAddressNames: readonly string[] = [
  'client.address',
  'client.socket.address',
  'source.address',
  'client.ip',
  'client_ip',
  'user.ip',
  'enduser.ip',
  'remote.ip',
  'remote_addr',
  'remote.address',
  'real_ip',
  'x_real_ip',
  'http.client_ip',
  'x_forwarded_for',
  'x_client_ip',
  'x_cluster_client_ip',
  'true_client_ip',
  'cf_connecting_ip',
  'cf_connecting_ipv6',
  'fastly_client_ip',
  'fly_client_ip',
  'x_original_forwarded_for',
  'http.request.header.forwarded',
]

/**
 * Names that hold the address of the other side of a connection: the client's on server and consumer spans, where they
 * are removed; a server's elsewhere, where they are text like any other.
 */
export const peerAddressNames: readonly string[] = [
  'network.peer.address',
  'net.peer.ip',
  'net.peer.name',
  'net.sock.peer.addr',
  'net.sock.peer.name',
]

const clientNames = clientAddressNames.map((name) => toNameParts(name).join(' '))
const peerNames: ReadonlySet<string> = new Set(peerAddressNames)

/**
 * Whether the name ends in one of `clientAddressNames`, whatever its writing: `req.remoteAddress`, `X-Forwarded-For`.
 */
export const isClientAddressKey = (name: string): boolean => {
  const parts = toNameParts(name)
  const joined = parts.join(' ')
  return clientNames.some((known) => joined === known || joined.endsWith(` ${known}`))
}

/** Whether the name is one of `peerAddressNames`. */
export const isPeerAddressKey = (name: string): boolean => peerNames.has(name)
