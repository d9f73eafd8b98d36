import { toNameParts } from './denied-keys.ts'

/** Names whose values are the network address of a person. They are removed wherever they occur. */
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
 * Names whose values are the address of the peer of a connection: that of the client on server and consumer spans,
 * where they are removed; that of a server elsewhere, where they are treated as text.
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

/** Whether the name ends in one of `clientAddressNames`, in any notation: `req.remoteAddress`, `X-Forwarded-For`. */
export const isClientAddressKey = (name: string): boolean => {
  const parts = toNameParts(name)
  const joined = parts.join(' ')
  return clientNames.some((known) => joined === known || joined.endsWith(` ${known}`))
}

/** Whether the name is one of `peerAddressNames`. */
export const isPeerAddressKey = (name: string): boolean => peerNames.has(name)
