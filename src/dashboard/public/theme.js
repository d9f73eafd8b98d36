// Before the first paint, so that a chosen theme does not flash. Kept outside the bundle: the content policy allows no inline script.
try {
  const theme = localStorage.getItem('plainsight.theme')
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme
} catch {
  // Storage may be closed to us: the system's theme it is.
}
