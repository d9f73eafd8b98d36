// Before the first paint, so that a chosen theme does not flash. Outside the bundle, since the content policy allows no inline script;
// cached for a year, so a change needs another number in the name.
try {
  const theme = localStorage.getItem('plainsight.theme')
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme
} catch {
  // Storage may be closed to us: the system's theme it is.
}
