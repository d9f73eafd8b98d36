import type { Transform } from 'node:stream'
import { constants, createBrotliCompress, createDeflate, createGzip, createZstdCompress } from 'node:zlib'
import { acceptedEncoding } from '../../http/accepted-encoding.ts'

/** Ways to compress an answer, the best first. Levels at which the engine remains the slower part. */
const compressors: Readonly<Record<string, () => Transform>> = {
  zstd: () => createZstdCompress({ params: { [constants.ZSTD_c_compressionLevel]: 1 } }),
  gzip: () => createGzip({ level: 1 }),
  br: () => createBrotliCompress({ params: { [constants.BROTLI_PARAM_QUALITY]: 1 } }),
  deflate: () => createDeflate({ level: 1 }),
}

export type Compression = { readonly name: string; create(): Transform }

/** The best encoding that an `Accept-Encoding` header accepts; undefined for none. */
export const chooseCompression = (accepted: string | undefined): Compression | undefined => {
  const name = acceptedEncoding(accepted, Object.keys(compressors))
  return name === undefined ? undefined : { name, create: compressors[name]! }
}
