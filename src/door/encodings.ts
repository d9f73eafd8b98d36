import type { Transform } from 'node:stream'
import { constants, createBrotliCompress, createDeflate, createGzip, createZstdCompress } from 'node:zlib'

/** Ways to compress an answer, the best first. Levels at which the engine stays the slower part. */
const compressors: Readonly<Record<string, () => Transform>> = {
  zstd: () => createZstdCompress({ params: { [constants.ZSTD_c_compressionLevel]: 1 } }),
  gzip: () => createGzip({ level: 1 }),
  br: () => createBrotliCompress({ params: { [constants.BROTLI_PARAM_QUALITY]: 1 } }),
  deflate: () => createDeflate({ level: 1 }),
}

export type Compression = { readonly name: string; create(): Transform }

/** The best of what an `Accept-Encoding` header takes; undefined for none. */
export const chooseCompression = (accepted: string | string[] | undefined): Compression | undefined => {
  const taken = String(accepted ?? '')
    .toLowerCase()
    .split(',')
    .map((part) => part.trim().split(/\s*;\s*/))
    .filter(([, weight]) => !/^q=0(\.0*)?$/.test(weight ?? ''))
    .map(([name]) => name)
  const name = Object.keys(compressors).find((candidate) => taken.includes(candidate))
  return name === undefined ? undefined : { name, create: compressors[name]! }
}
