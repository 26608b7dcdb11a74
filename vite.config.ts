import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Plugin } from 'vite'
import { defineConfig, minifySync } from 'vite'

/** The script that sets the theme before the first paint: a classic one, before all others, named by its content like every file. */
function earlyTheme(): Plugin {
  const source = readFileSync(join(import.meta.dirname, 'web/ui/theme-early.js'), 'utf8')
  const code = minifySync('theme-early.js', source).code
  const fileName = `assets/theme-${createHash('sha256').update(code).digest('hex').slice(0, 8)}.js`
  return {
    name: 'prost:early-theme',
    generateBundle() {
      this.emitFile({ type: 'asset', fileName, source: code })
    },
    transformIndexHtml: () => [{ tag: 'script', attrs: { src: `/${fileName}` }, injectTo: 'head-prepend' }],
  }
}

/**
 * Builds the web shell to `dist/web`, which the gateway serves. The page runs under a strict CSP: nothing may be
 * inlined (no data: URLs, no inline script), so small assets stay files and the preload polyfill is left out.
 */
export default defineConfig({
  root: 'web',
  plugins: [earlyTheme()],
  build: {
    outDir: '../dist/web',
    emptyOutDir: true,
    target: 'es2023',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // KB: hls.js is the largest and comes with the player, where the browser plays no HLS itself.
    chunkSizeWarningLimit: 640,
    rolldownOptions: {
      // A library marks its files for servers that draw pages; there are none here.
      onLog: (level, log, tell) => {
        if (log.code !== 'MODULE_LEVEL_DIRECTIVE') tell(level, log)
      },
    },
  },
})
