import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { BundledPackage } from './bundled-packages.ts'

/** The licence of a package, and the notice that Apache-2.0 requires to be distributed with it. */
const readText = ({ folder }: BundledPackage): string => {
  const files = readdirSync(folder).filter((name) => /^(?:licen[cs]e|copying|notice)(?:[.-].*)?$/i.test(name))
  if (files.length === 0) return 'Its package holds no text of its licence.'
  return files
    .toSorted()
    .map((name) => readFileSync(join(folder, name), 'utf8').trim())
    .join('\n\n')
}

/** In a fenced block, since licences contain headings too. */
const toSection = ([text, packages]: readonly [text: string, packages: readonly BundledPackage[]]): string =>
  [...packages.map(({ name, version, licence }) => `## ${name} ${version} (${licence})`), `\n~~~\n${text}\n~~~\n`].join(
    '\n',
  )

/** The notices that the licences of bundled packages require. A text that several packages share is listed once. */
export const toNotices = (packages: readonly BundledPackage[]): string =>
  [
    '# Notices\n\nThe files in this folder contain code of these packages. Each is under its own licence.\n',
    ...[...Map.groupBy(packages, readText)].map(toSection),
  ].join('\n')
