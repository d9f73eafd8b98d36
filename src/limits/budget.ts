/** The part of a budget that one user has taken. */
export type Share = {
  /** Takes this amount, or nothing if it is not available. */
  take(amount: number): boolean
  giveBack(): void
}

/** An amount that several users share, each through a `Share`. */
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
