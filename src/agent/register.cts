/**
 * The hook: `node --require plainsight/register` and `--import plainsight/register`.
 * CommonJS, because Node's loader threads run `--require` too and cannot load ESM there; nothing is loaded before it is
 * clear that this thread is one to watch.
 */
const threads: typeof import('node:worker_threads') = require('node:worker_threads')

type Runtime = { sayOtherRuntime(): boolean }
type Pm2 = {
  isPm2Itself(script: string): boolean
  takeSettings(script: string, env: NodeJS.ProcessEnv): void
  toMainScript(script: string, env: NodeJS.ProcessEnv): string
}
type Start = { startByHook(): void }
type PrettyTransport = { leaveIdsOut(data: object): void }

/** Package managers start their own processes and the app's: only the app's are of interest. */
const packageManager = /[\\/](?:npm|npx|pnpm|pnpx|yarn|yarnpkg|corepack)(?:-cli)?(?:\.[cm]?js)?$/
/**
 * What they run of themselves in threads and children: pnpm's workers, npm's node-gyp, the yarn that a project keeps.
 */
const partOfManager =
  /[\\/]node_modules[\\/](?:npm|pnpm|yarn|corepack|@yarnpkg[\\/]cli-dist)[\\/]|[\\/]corepack[\\/]v\d+[\\/]|[\\/]\.yarn[\\/]releases[\\/]/

const isPackageManager = (script: string): boolean => packageManager.test(script) || partOfManager.test(script)

/** A hub that is watched would send itself a span for each that it sends. */
const ourCommand = /[\\/]\.?bin[\\/]plainsight$|[\\/]plainsight[\\/]dist[\\/]cli[\\/]/
const ownFolder = __dirname.replace(/agent$/, 'cli')

const isOurCommand = (script: string): boolean => script.startsWith(ownFolder) || ourCommand.test(script)

/** PM2 runs the app inside of a script of its own, and is no app itself: what is known of it is loaded where it is. */
const findScript = (given: string): string | undefined => {
  if (!/[\\/]pm2\b/.test(given)) return given
  const pm2 = require('./pm2.js') as Pm2
  pm2.takeSettings(given, process.env)
  return pm2.isPm2Itself(given) ? undefined : pm2.toMainScript(given, process.env)
}

const isWatched = (): boolean => {
  if (threads.isInternalThread) return false
  const script = findScript(process.argv[1] ?? '')
  return script !== undefined && !isPackageManager(script) && !isOurCommand(script)
}

/** Bun and Deno run Node's code, but not its hooks. */
const isOtherRuntime = process.versions.bun !== undefined || process.versions.deno !== undefined

/** A worker of pino's transports (thread-stream) writes log lines: watching it would watch the watcher. */
const isLogTransport = (data: unknown): data is object =>
  typeof data === 'object' && data !== null && 'stateBuf' in data && 'dataBuf' in data && 'filename' in data

/** Below it Node has no hooks that run in the thread of the app. */
const oldestNode = [22, 15] as const

const isTooOld = (): boolean => {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  return major < oldestNode[0] || (major === oldestNode[0] && minor < oldestNode[1])
}

const sayTooOld = (): void => {
  const needed = oldestNode.join('.')
  process.stderr.write(`plainsight: not started: it needs Node ${needed} or newer, this is ${process.versions.node}\n`)
}

if (isOtherRuntime) {
  ;(require('./other-runtime.js') as Runtime).sayOtherRuntime()
} else if (isTooOld()) {
  if (threads.isMainThread) sayTooOld()
} else if (isLogTransport(threads.workerData)) {
  ;(require('./logs/pretty-transport.cjs') as PrettyTransport).leaveIdsOut(threads.workerData)
} else if (isWatched()) {
  try {
    ;(require('./start.js') as Start).startByHook()
  } catch (error) {
    process.stderr.write(`plainsight: not started: ${(error as Error).message}\n`)
  }
}
