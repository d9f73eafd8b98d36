import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'

/** Smaller files fit into one packet uncompressed. */
const minBytes = 1024

/**
 * Writes `.br` and `.gz` files beside every text file of a folder: compressed once at the highest level, instead of
 * with each request. The hub serves the one that the browser accepts.
 */
export const precompress = (folder: string): void => {
  const texts = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    /\.(js|css|html|svg)$/.test(name),
  )
  for (const path of texts.map((name) => join(folder, name))) {
    const bytes = readFileSync(path)
    if (bytes.length < minBytes) continue
    const hints = {
      [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
      [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
    }
    writeFileSync(`${path}.br`, brotliCompressSync(bytes, { params: hints }))
    writeFileSync(`${path}.gz`, gzipSync(bytes, { level: 9 }))
  }
}
