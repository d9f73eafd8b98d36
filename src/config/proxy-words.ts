/** Names of networks that proxies and peers are often in. */
export const networkNames: Readonly<Record<string, readonly string[]>> = {
  loopback: ['127.0.0.0/8', '::1/128'],
  linklocal: ['169.254.0.0/16', 'fe80::/10'],
  uniquelocal: ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7'],
}

/** `node:net` only when such a list is read: the agent reads these tables too. */
const isNetwork = (word: string): boolean => {
  const { isIP } = process.getBuiltinModule('node:net')
  const [, address = '', prefix = '0'] = /^([\da-f:.]+)(?:\/(\d{1,3}))?$/i.exec(word) ?? []
  const family = isIP(address)
  return family !== 0 && Number(prefix) <= (family === 6 ? 128 : 32)
}

/** An address, a network or its name. */
export const isNetworkWord = (word: string): boolean => Object.hasOwn(networkNames, word) || isNetwork(word)

export const networkWords: string = `addresses, networks, ${Object.keys(networkNames).join(', ')}`

/** What may stand in a list of proxies: an address, a network or its name, or how many proxies there are. */
export const isProxyWord = (word: string): boolean => /^\d{1,2}$/.test(word) || isNetworkWord(word)

export const proxyWords: string = `${networkWords}, or a number of proxies`
