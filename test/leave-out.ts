/**
 * Whether to leave out a suite whose tools are missing, which is said. In CI nothing may be left out: there it runs,
 * and fails.
 */
export const leaveOut = (suite: string, tools: object): boolean => {
  if (!('missing' in tools)) return false
  console.warn(`NOT RUN: ${suite}. Missing: ${tools.missing}`)
  return process.env.CI === undefined
}
