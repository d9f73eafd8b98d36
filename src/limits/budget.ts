/** What one user of a budget has taken of it. */
export type Share = {
  /** Takes so many more, or none when they are not there. */
  take(amount: number): boolean
  giveBack(): void
}

/** An amount that many share, each by a share of its own. */
export const createBudget = (total: number): (() => Share) => {
  let left = total
  return () => {
    let taken = 0
    return {
      take: (amount) => {
        if (amount > left) return false
        left -= amount
        taken += amount
        return true
      },
      giveBack: () => {
        left += taken
        taken = 0
      },
    }
  }
}
