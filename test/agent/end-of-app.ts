import { type App, type AppOptions, startApp } from './app.ts'

/** All that others see of a process that has ended. */
export type End = {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly out: string
  readonly err: string
}

/**
 * Takes out what differs from run to run (ports, process ids, the folder of the app), and of stack traces what is the
 * hook's: a frame where the app is called through it, and places in Node's own files.
 */
const toTidy = (text: string, pid: number | undefined): string =>
  text
    .replaceAll(/^ +at .*\/dist\/agent\/.*\n/gm, '')
    // On Node 22 any AsyncLocalStorage adds this frame.
    .replaceAll(/^ +at process\.callbackTrampoline .*\n/gm, '')
    .replaceAll(/\(node:[\w:/]+\)/g, '(node)')
    .replaceAll(/PORT \d+/g, 'PORT')
    .replaceAll(/[^\s('"]*\.plainsight-test-\w+/g, '<app>')
    .replaceAll(`${pid}`, '<pid>')

/** Waits for the end of an app. */
export const toEnd = async (app: App): Promise<End> => {
  const { code, signal } = await app.ended
  return { code, signal, out: toTidy(app.stdout(), app.child.pid), err: toTidy(app.stderr(), app.child.pid) }
}

/** Runs an app to its end twice at once: by itself, and under the hook. */
export const runBoth = async (code: string, options: AppOptions): Promise<{ bare: End; hooked: End }> => {
  const [bare, hooked] = await Promise.all([
    toEnd(startApp(code, { ...options, hook: 'none' })),
    toEnd(startApp(code, options)),
  ])
  return { bare, hooked }
}
