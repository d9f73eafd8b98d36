/**
 * `gzip;q=0.5, *` → the weight of each name, 0 to 1, for headers such as `Accept` and `Accept-Encoding` (RFC
 * 9110, section 12.4.2).
 */
export const toWeights = (header: string): ReadonlyMap<string, number> =>
  new Map(
    header.split(',').map((part) => {
      const [name = '', ...fields] = part
        .trim()
        .toLowerCase()
        .split(/\s*;\s*/)
      const weight = fields.find((field) => field.startsWith('q='))?.slice(2)
      return [name, weight === undefined ? 1 : Number(weight) || 0]
    }),
  )
