import { spawn } from 'node:child_process'

const openers: Readonly<Record<string, readonly string[]>> = {
  darwin: ['open'],
  win32: ['cmd', '/c', 'start', ''],
}

/** Opens an address in the user's browser. */
export const openPage = (url: string): void => {
  const [program = 'xdg-open', ...rest] = openers[process.platform] ?? ['xdg-open']
  const child = spawn(program, [...rest, url], { stdio: 'ignore', detached: true })
  child.once('error', () => console.error(`plainsight: cannot open a browser; the page is at ${url}`))
  child.unref()
}
