/* Runs before the first paint, as a file of its own: the policy of the pages allows no script inside them. Kept in step with theme.ts. */
;(function () {
  var chosen = null
  try {
    chosen = localStorage.getItem('prost-theme')
  } catch {
    // Storage may be closed to this page; the system's theme is then right.
  }
  var dark = chosen === 'dark' || (chosen !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches)
  document.documentElement.dataset.theme = dark ? 'dark' : 'light'
})()
