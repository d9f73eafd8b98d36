/** Time that the agent may hold up the end of the process, once for all signals and all ways to end. */
export type Budget = {
  /** What is left, in ms. */
  left(): number
  /**
   * Holds the process until `work` is done or the time is used up; `giveUp` then ends the work. The timer keeps the
   * process alive meanwhile: the agent's sockets do not.
   */
  spend(work: Promise<void>, giveUp: () => void): Promise<void>
  /** Takes off what synchronous work takes. */
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
