import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

/**
 * Builds the web shell to `dist/web`, which the gateway serves. The page runs under a strict CSP: nothing may be
 * inlined (no data: URLs, no inline script), so small assets stay files and the preload polyfill is left out.
 */
export default defineConfig({
  root: 'web',
  plugins: [react()],
  build: {
    outDir: '../dist/web',
    emptyOutDir: true,
    target: 'es2023',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
})
