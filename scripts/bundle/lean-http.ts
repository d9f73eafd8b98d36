import http from 'node:http'
import type { Plugin } from 'rolldown'

const id = '\0node:http'

/** Names that are a plain value: the others, as `http.WebSocket`, load what is behind them when they are read. */
const plainNames = Object.entries(Object.getOwnPropertyDescriptors(http))
  .filter(([, { get }]) => get === undefined)
  .map(([name]) => name)

/**
 * Takes `node:http` by `require`. An `import` reads every name that it exports, and `WebSocket` loads all of Node's
 * `fetch`: 25 ms in which a process that only serves has no use for it.
 */
export const leanHttp: Plugin = {
  name: 'lean-http',
  resolveId: {
    filter: { id: /^(?:node:)?http$/ },
    handler: (_, __, { kind }) => (kind === 'import-statement' ? id : null),
  },
  load: {
    filter: { id: new RegExp(`^${id}$`) },
    handler: () => ({
      code: [
        "import { createRequire } from 'node:module'",
        "const http = createRequire(import.meta.url)('node:http')",
        'export default http',
        ...plainNames.map((name) => `export const ${name} = /* @__PURE__ */ (() => http.${name})()`),
      ].join('\n'),
      moduleSideEffects: false,
    }),
  },
}
