/** What the web shell asks first: which channel is on its first page. */
import { env } from 'cloudflare:workers'
import { afterEach, expect, test } from 'vitest'
import { shellSetup } from '../../contract/operations/shell.ts'
import { call } from './gateway-harness.ts'

const setup = { ...env }
afterEach(() => void Object.assign(env, { SHELL_CHANNEL: setup.SHELL_CHANNEL }))

const channelNow = async (): Promise<string | null> => shellSetup.parse(await (await call('GET', '/v1/shell')).json()).channel_id

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
