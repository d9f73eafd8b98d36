import type { Plugin } from 'rolldown'

/**
 * How a package that was built with Rolldown itself takes a CommonJS one from an ES module: hidden from whoever bundles
 * it.
 */
const hidden = /^const (\w+) = __require\("([^"]+)"\);$/gm

/** Makes an import of it, so that the package is bundled too. */
export const bundleHiddenRequire: Plugin = {
  name: 'hidden-require',
  transform: {
    filter: { id: /\/node_modules\/@opentelemetry\/.*\.mjs$/, code: '= __require("' },
    handler: (code) => code.replace(hidden, 'import $1 from "$2";'),
  },
}
