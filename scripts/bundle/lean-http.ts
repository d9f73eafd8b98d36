import http from 'node:http'
import type { Plugin } from 'rolldown'

const id = '\0node:http'

/** Exports that are plain values: the others, such as `http.WebSocket`, are getters that load further modules. */
const plainNames = Object.entries(Object.getOwnPropertyDescriptors(http))
  .filter(([, { get }]) => get === undefined)
  .map(([name]) => name)

/**
 * Loads `node:http` with `require`. An `import` reads every export, and `WebSocket` loads all of Node's `fetch`: 25 ms
 * that are wasted in a process that only serves.
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
