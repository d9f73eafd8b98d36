import type { Plugin } from 'rolldown'

const bareImport = /^import "(?:\.{1,2}\/)+rolldown-runtime\.js";\n/m

/**
 * Removes imports of Rolldown's helpers that use none of them. The helpers are functions without effects, but their
 * file would be one more to read at the start of each process under the hook.
 */
export const withoutUnusedRuntime: Plugin = {
  name: 'without-unused-runtime',
  renderChunk: (code) => (bareImport.test(code) ? { code: code.replace(bareImport, '') } : null),
}
