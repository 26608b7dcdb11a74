import type { D1Migration } from '@cloudflare/vitest-plugin'

declare module 'vitest' {
  interface ProvidedContext {
    migrations: { kernel: D1Migration[]; events: D1Migration[] }
  }
}
