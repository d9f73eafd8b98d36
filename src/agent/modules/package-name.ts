const dot = 46
const slash = '/'
const folder = '/node_modules/'

/**
 * Package that a `require` refers to: `pg` for `pg`, `pg/lib/client` and `/app/node_modules/pg/lib/client.js`;
 * undefined for the app's own files. Runs for every `require`, so the common relative path is detected by its first
 * character.
 */
export const packageNameOf = (request: string): string | undefined => {
  if (request.charCodeAt(0) === dot) return undefined
  const path = request.includes('\\') ? request.replaceAll('\\', slash) : request
  const at = path.lastIndexOf(folder)
  if (at < 0) return path.startsWith(slash) ? undefined : firstName(path)
  return firstName(path.slice(at + folder.length))
}

const firstName = (path: string): string => {
  const end = path.indexOf(slash)
  if (end < 0) return path
  if (!path.startsWith('@')) return path.slice(0, end)
  const second = path.indexOf(slash, end + 1)
  return second < 0 ? path : path.slice(0, second)
}
