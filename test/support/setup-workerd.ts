/** Before each test file of the workerd project: empty storage, then the real migrations. */
import { applyD1Migrations, reset } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { beforeAll, inject } from 'vitest'

beforeAll(async () => {
  await reset()
  const { kernel, events } = inject('migrations')
  await applyD1Migrations(env.KERNEL_DB, kernel)
  await applyD1Migrations(env.EVENTS_00, events)
  await applyD1Migrations(env.EVENTS_01, events)
})
