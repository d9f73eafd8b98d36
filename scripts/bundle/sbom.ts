import type { BundledPackage } from './bundled-packages.ts'

const toComponent = ({ name, version, licence }: BundledPackage): object => ({
  type: 'library',
  name,
  version,
  purl: `pkg:npm/${name.replace('@', '%40')}@${version}`,
  licenses: [{ license: { id: licence } }],
})

/**
 * The bundled packages as a CycloneDX document, so that scanners find versions with known vulnerabilities, which
 * `npm audit` does not detect in a bundle.
 * @see https://cyclonedx.org/docs/1.6/json/
 */
export const toSbom = (packages: readonly BundledPackage[]): string =>
  `${JSON.stringify({ bomFormat: 'CycloneDX', specVersion: '1.6', version: 1, components: packages.map(toComponent) }, undefined, 2)}\n`
