const units: Readonly<Record<string, number>> = { H: 3_600_000, M: 60_000, S: 1_000, m: 1, u: 1e-3, n: 1e-6 }

/** `grpc-timeout` in ms, as `10S` is 10,000; undefined for none, and for one that is not valid. */
export const toTimeout = (header: string | undefined): number | undefined => {
  const [, value = '', unit = ''] = /^(\d{1,8})([HMSmun])$/.exec(header ?? '') ?? []
  return unit === '' ? undefined : Number(value) * units[unit]!
}
