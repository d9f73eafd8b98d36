/** Time for which the agent may delay the end of the process, shared by all signals and all ways to end. */
export type Budget = {
  /** Remaining time, in ms. */
  left(): number
  /**
   * Keeps the process alive until `work` is done or the time is used up; then `giveUp` ends the work. The timer keeps
   * it alive, because the agent's sockets do not.
   */
  spend(work: Promise<void>, giveUp: () => void): Promise<void>
  /** Runs synchronous work and deducts the time that it takes. */
  spendSync(work: () => void): void
}

export const createBudget = (milliseconds: number): Budget => {
  let left = milliseconds
  return {
    left: () => Math.max(0, left),
    spendSync: (work) => {
      const begun = performance.now()
      work()
      left -= performance.now() - begun
    },
    spend: (work, giveUp) =>
      new Promise((resolve) => {
        const begun = performance.now()
        let isOver = false
        const end = (): void => {
          if (isOver) return
          isOver = true
          clearTimeout(timer)
          left -= performance.now() - begun
          resolve()
        }
        const timer = setTimeout(() => {
          giveUp()
          end()
        }, left)
        void work.finally(end)
      }),
  }
}
