import type { Plugin } from 'rolldown'

/** How a package that was built with Rolldown loads a CommonJS package from an ES module: hidden from bundlers. */
const hidden = /^const (\w+) = __require\("([^"]+)"\);$/gm

/** Converts it to an import, so that the package is bundled too. */
export const bundleHiddenRequire: Plugin = {
  name: 'hidden-require',
  transform: {
    filter: { id: /\/node_modules\/@opentelemetry\/.*\.mjs$/, code: '= __require("' },
    handler: (code) => code.replace(hidden, 'import $1 from "$2";'),
  },
}
