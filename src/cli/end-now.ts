/** Ends this process at once: acknowledged data is on disk, and the embedded engine ends with the process. */
export const endNow = (): void => {
  process.kill(process.pid, 'SIGKILL')
}
