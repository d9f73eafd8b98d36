const dot = 46
const slash = '/'
const folder = '/node_modules/'

/**
 * Package that a `require` asks for: `pg` for `pg`, `pg/lib/client` and `/app/node_modules/pg/lib/client.js`; undefined for the
 * app's own files. Runs for every `require`, so the usual relative path is told by its first character.
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

/** Folder of the package that a file lies in; undefined outside of `node_modules`. */
export const packageFolderOf = (file: string, name: string): string | undefined => {
  const path = file.replaceAll('\\', slash)
  const at = path.lastIndexOf(`${folder}${name}${slash}`)
  return at < 0 ? undefined : file.slice(0, at + folder.length + name.length)
}
