/** Why a production platform refuses to serve. */
import { describe, expect, test } from 'vitest'
import { publicKey } from '../../contract/ids.ts'
import { configurationFaults, developmentPrefix } from '../../domain/configuration/configuration-faults.ts'
import { developmentKeyStart, newDevelopmentKey, traceFaults } from '../../domain/configuration/development-traces.ts'

const secret = 'Zk3vB8qLx0tYw5nRc7mHd2sJf9gPa4eUi6oX1bQyVhT'
const good = {
  ENVIRONMENT: 'production',
  OPS_TOKEN: secret,
  IDENTITY_SECRET: secret,
  MAIL_API_KEY: 're_123456',
  MAIL_API_URL: 'https://mail.example/emails',
}

test('a deployment with secrets of its own may serve', () => {
  expect(configurationFaults(good)).toEqual([])
})

describe('refused in production', () => {
  test.each([
    ['a development OPS_TOKEN', { OPS_TOKEN: `${developmentPrefix}${secret}` }],
    ['a development IDENTITY_SECRET', { IDENTITY_SECRET: `${developmentPrefix}${secret}` }],
    ['a short OPS_TOKEN', { OPS_TOKEN: 'admin' }],
    ['an empty IDENTITY_SECRET', { IDENTITY_SECRET: '' }],
    ['the development mailbox', { MAIL_API_KEY: '' }],
    ['a development MAIL_API_KEY', { MAIL_API_KEY: `${developmentPrefix}1` }],
    ['mails in the clear', { MAIL_API_URL: 'http://127.0.0.1:1/emails' }],
    ['an environment nobody knows', { ENVIRONMENT: 'staging' }],
  ])('%s', (_what, change) => {
    const faults = configurationFaults({ ...good, ...change })
    expect(faults).toHaveLength(1)
    expect(faults[0]).toContain(Object.keys(change)[0])
    expect(faults.join()).not.toContain(secret)
  })

  test('bindings that are not there at all', () => {
    const nothing: Partial<typeof good> = { ENVIRONMENT: 'production' }
    expect(configurationFaults(Object.assign({}, nothing as typeof good))).toHaveLength(4)
  })
})

test('development may do anything', () => {
  expect(configurationFaults({ ...good, ENVIRONMENT: 'development', OPS_TOKEN: '', MAIL_API_KEY: '' })).toEqual([])
})

test('traces of development are named with their number', () => {
  expect(traceFaults({ operators: 0, keys: 0 })).toEqual([])
  expect(traceFaults({ operators: 1, keys: 2 })).toHaveLength(2)
})

test('a key of npm start is a key like any other, and known by its beginning', () => {
  const key = newDevelopmentKey()
  expect(publicKey.safeParse(key).success).toBe(true)
  expect(key.startsWith(developmentKeyStart)).toBe(true)
})
