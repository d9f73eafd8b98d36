/** Whom an address belongs to: of IPv6 the first half, since its owner has all addresses that begin with it. */
export const toNetwork = (address: string): string =>
  address.includes(':') && !address.includes('.') ? address.split(':').slice(0, 4).join(':') : address
