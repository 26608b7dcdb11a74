import { cloudflareTest, readD1Migrations } from '@cloudflare/vitest-plugin'
import { defineConfig } from 'vitest/config'

const migrations = {
  kernel: await readD1Migrations('d1-migrations/kernel'),
  events: await readD1Migrations('d1-migrations/events'),
}

/**
 * unit: pure code in Node. long: simulations, a tenth of them unless LONG=1 (`npm run test:long`). workerd: doors, objects and stores in the real runtime. e2e: the started platform and real browsers.
 * One worker and no isolation in `workerd`: starting the runtime is what costs (12 s → 4 s for 20 tests).
 */
export default defineConfig({
  test: {
    projects: [
      { test: { name: 'unit', include: ['test/unit/**/*.test.ts'] } },
      { test: { name: 'long', include: ['test/long/**/*.test.ts'] } },
      {
        plugins: [cloudflareTest({ wrangler: { configPath: './test/support/wrangler.toml' } })],
        test: {
          name: 'workerd',
          include: ['test/workerd/**/*.test.ts', 'test/contract/**/*.test.ts'],
          setupFiles: ['test/support/setup-workerd.ts'],
          provide: { migrations },
          isolate: false,
          maxWorkers: 1,
          testTimeout: 30_000,
          hookTimeout: 30_000,
          deps: { optimizer: { ssr: { enabled: true, include: ['hono', 'zod', 'isbot', 'uuid'] } } },
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          fileParallelism: false,
          // Real processes and browsers: a second try is allowed, and `npm test` lists at its end who needed it.
          retry: 1,
          testTimeout: 420_000,
          hookTimeout: 240_000,
        },
      },
    ],
  },
})
