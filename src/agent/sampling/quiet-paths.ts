/** Paths of health checks, scrapes and automatic requests of browsers, by length. */
const byLength: Readonly<Record<number, readonly string[]>> = {
  6: ['/livez'],
  7: ['/readyz'],
  8: ['/healthz', '/metrics'],
  12: ['/favicon.ico'],
}

export const isHealthPath = (path: string): boolean => byLength[path.length]?.includes(path) === true

const extensions: ReadonlySet<string> = new Set(
  'avif css eot gif ico jpeg jpg js map mjs mp3 mp4 ogg otf png svg ttf wasm wav webm webmanifest webp woff woff2'.split(
    ' ',
  ),
)

/** Whether the path ends in the extension of a static file. */
export const isStaticPath = (path: string): boolean => {
  const dot = path.lastIndexOf('.')
  return dot >= 0 && path.indexOf('/', dot) < 0 && extensions.has(path.slice(dot + 1))
}
