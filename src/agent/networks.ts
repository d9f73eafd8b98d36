import { networkNames } from '../config/proxy-words.ts'

/** Whether an address is in one of the networks. */
export type InNetworks = (address: string) => boolean

/** Addresses, networks and their names as one. IPv4 in the form of IPv6 and addresses with a zone are found as well. */
export const createNetworks = (words: readonly string[]): InNetworks => {
  // Not imported: most processes never need it.
  const { BlockList, isIP } = process.getBuiltinModule('node:net')
  const familyOf = (address: string): 'ipv4' | 'ipv6' => (isIP(address) === 6 ? 'ipv6' : 'ipv4')
  const networks = new BlockList()
  for (const word of words.flatMap((each) => networkNames[each] ?? [each])) {
    const [address = '', prefix] = word.split('/')
    if (prefix === undefined) networks.addAddress(address, familyOf(address))
    else networks.addSubnet(address, Number(prefix), familyOf(address))
  }
  return (written) => {
    const address = written.replace(/%.*$/, '')
    return isIP(address) !== 0 && networks.check(address, familyOf(address))
  }
}
