/** What the web shell asks first: which channel is on its first page, and whose people its pages are for. */
import { env } from 'cloudflare:workers'
import { afterEach, expect, test } from 'vitest'
import { shellSetup } from '../../contract/operations/shell.ts'
import { call } from './gateway-harness.ts'

const setup = { ...env }
afterEach(() => void Object.assign(env, { SHELL_CHANNEL: setup.SHELL_CHANNEL, SHELL_APP_KEY: setup.SHELL_APP_KEY }))

const setupNow = async () => shellSetup.parse(await (await call('GET', '/v1/shell')).json())
const channelNow = async (): Promise<string | null> => (await setupNow()).channel_id

test('[§6] it is the deployment’s, for anyone, and may be kept for a minute', async () => {
  const id = '01936b6e-7c00-7000-8000-00000000c4a1'
  Object.assign(env, { SHELL_CHANNEL: id })
  expect(await channelNow()).toBe(id)
  expect((await call('GET', '/v1/shell')).headers.get('Cache-Control')).toBe('public, max-age=60')
})

test.each(['', 'main', '../admin'])('[§6] %j names none', async (text) => {
  Object.assign(env, { SHELL_CHANNEL: text })
  expect(await channelNow()).toBeNull()
})

test('[§6] the pages for people are for those of one app, named by the public half of its key; the secret half is none', async () => {
  const key = `pq_pk_${'0'.repeat(32)}`
  Object.assign(env, { SHELL_APP_KEY: key })
  expect((await setupNow()).app_key).toBe(key)
  for (const none of ['', `pq_sk_${'0'.repeat(43)}`]) {
    Object.assign(env, { SHELL_APP_KEY: none })
    expect((await setupNow()).app_key).toBeNull()
  }
})
