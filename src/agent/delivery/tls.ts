import { readFileSync } from 'node:fs'

/** Files (PEM) of an https receiver: whom to trust, and what to show. Not set: what Node does by itself. */
export type TlsFiles = {
  readonly ca: string | undefined
  readonly key: string | undefined
  readonly cert: string | undefined
}

/** The files as Node's `https` takes them. Throws when one cannot be read; the message names it. */
export const loadTls = (files: TlsFiles): { readonly [K in keyof TlsFiles]?: string } =>
  Object.fromEntries(
    Object.entries(files)
      .filter((entry): entry is [string, string] => entry[1] !== undefined)
      .map(([name, path]) => [name, readFileSync(path, 'utf8')]),
  )

export const hasTlsFiles = ({ ca, key, cert }: TlsFiles): boolean => (ca ?? key ?? cert) !== undefined
