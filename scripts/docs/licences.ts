import { join } from 'node:path'
import { bundleNode } from '../bundle/bundle-node.ts'
import { loadNpmPackages, type NpmPackage, type Recipient } from './npm-licences.ts'
import { debian, fetchedFromNpm, go, images, java, python, type Row } from './other-licences.ts'

const root = join(import.meta.dirname, '../..')

/** Packages that are bundled into the page; a test compares them with the notices that the build writes. */
const inThePage = ['@preact/signals', '@preact/signals-core', 'preact', 'uplot']

/** Licences that require only a notice: for these, the table need not list each package. */
const plain = ['0BSD', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'ISC', 'MIT']

const toTable = (head: string, rows: readonly (readonly string[])[]): string =>
  [`| ${head} |`, `|${'---|'.repeat(head.split('|').length)}`, ...rows.map((row) => `| ${row.join(' | ')} |`)].join(
    '\n',
  )

const byLicence = (
  packages: readonly Pick<NpmPackage, 'name' | 'licence'>[],
  isNamed: (licence: string) => boolean,
): string => {
  const groups = [...Map.groupBy(packages, ({ licence }) => licence)].toSorted(([a], [b]) => (a < b ? -1 : 1))
  const rows = groups.map(([licence, own]) => {
    const names = [...new Set(own.map(({ name }) => name))].toSorted()
    return [licence, String(names.length), isNamed(licence) ? names.join(', ') : '']
  })
  return toTable('licence | packages | which', rows)
}

const toRows = (rows: readonly Row[]): readonly (readonly string[])[] =>
  rows.map(({ what, licence, note = '' }) => [what, licence, note])

/** `docs/licences.md`: the licences of everything that comes with plainsight, or that its tests and images use. */
export const toLicencesDoc = async (): Promise<string> => {
  const packages = loadNpmPackages()
  const of = (recipient: Recipient): readonly NpmPackage[] => packages.filter((each) => each.recipient === recipient)
  const bundled = await bundleNode(root, { write: false })
  const inPage = packages.filter(({ name }) => inThePage.includes(name))
  return `# Licences

<!-- Printed from package-lock.json, the installed packages and scripts/docs/other-licences.ts by \`npm run docs\`. -->

plainsight is under the [MIT licence](../LICENSE). None of the npm packages that it installs, bundles or is built with is under the GPL, LGPL or AGPL, and its tests build nothing under these
licences. Grafana and Loki, which are AGPL, are images that you pull and run unchanged.

## Installed with plainsight

npm installs these dependencies.

${byLicence(of('plainsight'), () => true)}

## Bundled into the agent and the hub

The files of the package contain code of these. Their versions and the notices of their licences are in \`dist/NOTICES.md\`, which the build writes. \`npm audit\` in your project does not
see them: for scanners there is \`dist/sbom.cdx.json\` (CycloneDX).

${byLicence(bundled, () => true)}

## The embedded store

Installed by \`npx plainsight install-engine\`, and in the image with the embedded store.

${byLicence(of('engine'), () => true)}

\`@chdb/lib-*\` contains ClickHouse, Apache-2.0, with the libraries that ClickHouse links, each under its own licence.

## Bundled into the page

${byLicence(inPage, () => true)}

Their notices are in \`dist/dashboard/licenses.md\`, which the build writes into the package. The page uses the fonts of the reader's system; its icons are our own.

## Images

Our Dockerfile builds on the first of them and adds the packages above. docker-compose.yml pulls the others from their publishers; we neither change nor distribute them.

${toTable('image | licence | note', toRows(images))}

## For work on plainsight only

### npm

${byLicence(of('development'), (licence) => !plain.includes(licence))}

### npm packages that tests fetch

${toTable('package | licence | note', toRows(fetchedFromNpm))}

### Go programs that tests build

Licences of the modules linked into the programs, from the module cache; none is changed or distributed.

${toTable('module | licence | linked modules', toRows(go))}

### Java packages that tests fetch

${toTable('artifact | licence | what it needs', toRows(java))}

### Python packages that tests fetch

${toTable('package | licence | what it needs', toRows(python))}

### Debian packages that tests install and run as separate programs

${toTable('package | licence | note', toRows(debian))}
`
}
