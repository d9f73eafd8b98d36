/** `2001:db8::1` → its eight groups. */
const toGroups = (address: string): string[] => {
  const [head = [], tail = []] = address.split('::').map((side) => side.split(':').filter(Boolean))
  return [...head, ...Array<string>(Math.max(0, 8 - head.length - tail.length)).fill('0'), ...tail]
}

/** The network of an address: for IPv6 the first half, since one owner has all addresses with this prefix. */
export const toNetwork = (address: string): string =>
  address.includes(':') && !address.includes('.') ? toGroups(address).slice(0, 4).join(':').toLowerCase() : address
