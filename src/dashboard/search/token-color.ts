const cache = new Map<string, string>()

/**
 * A token's colour as a canvas needs it; `theme` is what is shown, since pairs of light and dark are settled by the
 * browser.
 */
export const tokenColor = (token: string, theme: 'light' | 'dark'): string => {
  const key = `${theme} ${token}`
  const known = cache.get(key)
  if (known) return known
  const probe = document.createElement('i')
  probe.style.color = `var(${token})`
  document.body.append(probe)
  const { color } = getComputedStyle(probe)
  probe.remove()
  cache.set(key, color)
  return color
}
