import type { Environment } from '../config/load.ts'

/** In ms. */
const pause = 500

/**
 * Ends this process as SIGTERM does when it runs as a script of npm and npm is stopped: npm signals only the shell
 * between the two, which ends and leaves the script running.
 */
export const endWithNpm = (env: Environment): void => {
  if (env.npm_lifecycle_event === undefined) return
  const shell = process.ppid
  const timer = setInterval(() => {
    if (process.ppid === shell) return
    clearInterval(timer)
    process.kill(process.pid, 'SIGTERM')
  }, pause)
  timer.unref()
}
