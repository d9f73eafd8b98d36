/**
 * PM2 runs an app inside of a script of its own, and gives a worker of its cluster the environment only when the hook
 * has run already.
 */
const container = /[\\/]pm2[\\/]lib[\\/]ProcessContainer\w*\.js$/
/** The daemon, the command and what they run themselves. */
const itself = /[\\/]pm2[\\/](?:lib|bin)[\\/]|[\\/]pm2(?:-runtime|-dev|-docker)?$/
/** Names that PM2 gives an app that has none: they say no more than its file. */
const usualScripts: ReadonlySet<string> = new Set(['app', 'index', 'main', 'server', 'start', 'npm', 'pnpm', 'yarn'])

type Environment = NodeJS.ProcessEnv

export const isPm2Itself = (script: string): boolean => itself.test(script) && !container.test(script)

/** Takes the settings of the app over that PM2 will set in a moment. */
export const takeSettings = (script: string, env: Environment): void => {
  if (!container.test(script) || env.pm2_env === undefined) return
  try {
    for (const [name, value] of Object.entries(JSON.parse(env.pm2_env) as Record<string, unknown>)) {
      const isWanted =
        /^(?:OTEL|PLAINSIGHT|SENTRY|POSTHOG)_/.test(name) ||
        ['NODE_ENV', 'name', 'pm_id', 'pm_exec_path'].includes(name)
      if (isWanted && value !== undefined && value !== null && typeof value !== 'object') env[name] = String(value)
    }
  } catch {
    // An environment of a PM2 that we do not know: the app's settings are those of the daemon.
  }
}

/** The script of the app that PM2 runs here, else the one that Node was given. */
export const toMainScript = (script: string, env: Environment): string =>
  container.test(script) ? (env.pm_exec_path ?? script) : script

/** The app's name in PM2, where somebody chose one. Children of the app inherit it. */
export const toAppName = (env: Environment): string | undefined => {
  const { name, pm_id: id, pm_exec_path: script } = env
  if (!name || id === undefined || script === undefined) return undefined
  const file = script.replace(/^.*[\\/]/, '').replace(/(?:-cli)?\.\w+$/, '')
  return name === file && usualScripts.has(name) ? undefined : name
}
