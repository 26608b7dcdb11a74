import { env } from 'cloudflare:workers'
import { expect, test } from 'vitest'
import { seedApp } from '../support/seed.ts'

test('[K1] a seeded app and its key are in the kernel, the secret only as a digest', async () => {
  const { app, key, secret } = await seedApp()
  const row = await env.KERNEL_DB.prepare('SELECT app_id, secret_hash FROM app_keys WHERE public_key = ?').bind(key).first()
  expect(row?.['app_id']).toBe(app.app_id)
  expect(row?.['secret_hash']).not.toContain(secret)
})
