/** Whose code a frame is: the app's, an installed package's, or the runtime's. */
export type FrameOwner = 'app' | 'package' | 'runtime'

export type Ownership = {
  readonly owner: FrameOwner
  /** Name of the package or of the runtime; empty for the app. */
  readonly origin: string
  /** Path inside the package, where it is known. */
  readonly inner?: string
}

type Place = { readonly path: string; readonly name: string }

const app: Ownership = { owner: 'app', origin: '' }
const runtime = (origin: string): Ownership => ({ owner: 'runtime', origin })

export const nodeModules = '/node_modules/'

const toNodeOwner = ({ path }: Place): Ownership | undefined => {
  const at = path.lastIndexOf(nodeModules)
  if (at < 0)
    return path.startsWith('node:') || path === '<anonymous>' || path === 'native' ? runtime('node') : undefined
  const inside = path.slice(at + nodeModules.length)
  const [first = '', second = ''] = inside.split('/', 2)
  const origin = first.startsWith('@') ? `${first}/${second}` : first
  return { owner: 'package', origin, inner: inside.slice(origin.length + 1) }
}

const toPythonOwner = ({ path }: Place): Ownership | undefined => {
  const [, inner = ''] = /\/(?:site|dist)-packages\/(.+)$/.exec(path) ?? []
  if (inner) return { owner: 'package', origin: inner.split('/', 1)[0]?.replace(/\.py$/, '') ?? '', inner }
  return /\/python3?\.?\d*\/.*\.py$|^<frozen /.test(path) ? runtime('python') : undefined
}

/** Code of a module of the standard library is named without a domain: `net/http.HandlerFunc.ServeHTTP`. */
const standardGo = /^(?!main\.)[a-z][\w/]*\./

const toGoOwner = ({ path, name }: Place): Ownership | undefined => {
  if (!/\.(?:go|s)$/.test(path)) return undefined
  const found = /\/pkg\/mod\/(.+?)@[^/]+\/(.+)$/.exec(path) ?? /\/vendor\/((?:[^/]+\/){2}[^/]+)\/(.+)$/.exec(path)
  if (found) return { owner: 'package', origin: found[1] ?? '', inner: found[2] ?? '' }
  return /\/(?:go[\d.]*|goroot|libexec)\/src\//i.test(path) && standardGo.test(name) ? runtime('go') : undefined
}

const javaRuntime = /^(?:java\.|javax\.|jdk\.|sun\.|com\.sun\.)/

/** Frameworks and libraries of the JVM that are in many traces; a trace does not say which classes are the app's. */
const javaPackages =
  /^(?:org\.(?:springframework|apache|hibernate|jboss|slf4j|postgresql)|io\.(?:netty|opentelemetry|grpc|quarkus|vertx)|com\.(?:fasterxml|zaxxer|google)|jakarta|kotlinx?|scala|reactor)\b/

const toJavaOwner = ({ path, name }: Place): Ownership | undefined => {
  if (!/\.(?:java|kt|scala|groovy)$|^(?:Unknown Source|Native Method|<generated>)$/.test(path)) return undefined
  const className = name.replace(/^.*\//, '')
  if (javaRuntime.test(className)) return runtime('java')
  const [origin] = javaPackages.exec(className) ?? []
  return origin === undefined ? undefined : { owner: 'package', origin }
}

/** Tells whose code a frame is, by the paths and names that Node, Python, Go and the JVM use. */
export const toOwnership = (place: Place): Ownership =>
  toNodeOwner(place) ?? toPythonOwner(place) ?? toGoOwner(place) ?? toJavaOwner(place) ?? app
