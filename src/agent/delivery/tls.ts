import { readFileSync } from 'node:fs'

/** PEM files for an https receiver: trusted CAs and the client certificate. Not set: Node's defaults. */
export type TlsFiles = {
  readonly ca: string | undefined
  readonly key: string | undefined
  readonly cert: string | undefined
}

/** The files as options of Node's `https`. Throws if one cannot be read; the message names it. */
export const loadTls = (files: TlsFiles): { readonly [K in keyof TlsFiles]?: string } =>
  Object.fromEntries(
    Object.entries(files)
      .filter((entry): entry is [string, string] => entry[1] !== undefined)
      .map(([name, path]) => [name, readFileSync(path, 'utf8')]),
  )

export const hasTlsFiles = ({ ca, key, cert }: TlsFiles): boolean => (ca ?? key ?? cert) !== undefined
