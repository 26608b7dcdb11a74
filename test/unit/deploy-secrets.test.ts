/** What a deployment takes for secrets. */
import { describe, expect, test } from 'vitest'
import { developmentPrefix } from '../../domain/configuration/configuration-faults.ts'
import { absentFaults, givenFaults, secretValues } from '../../scripts/deploy/secrets.ts'

const good = 'k'.repeat(43)
const names = ['OPS_TOKEN', 'IDENTITY_SECRET', 'MAIL_API_KEY']

describe('refused before anything is touched', () => {
  test.each(names)('a development %s', (name) => {
    const faults = givenFaults({ [name]: `${developmentPrefix}${good}` })
    expect(faults).toEqual([`${name} is a development secret`])
  })

  test.each(['OPS_TOKEN', 'IDENTITY_SECRET'])('a short %s', (name) => {
    expect(givenFaults({ [name]: 'short' })).toEqual([`${name} is missing or shorter than 32 characters`])
  })

  test('a mail key that nobody gave', () => {
    expect(absentFaults(names, {})).toEqual(['MAIL_API_KEY is not set: give it in the environment of this command'])
  })
})

test('taken: what is given, what is set already, what can be made', () => {
  expect(givenFaults({ OPS_TOKEN: good, MAIL_API_KEY: 're_123' })).toEqual([])
  expect(givenFaults({})).toEqual([])
  expect(absentFaults(['OPS_TOKEN'], {})).toEqual([])
  expect(absentFaults(names, { MAIL_API_KEY: 're_123' })).toEqual([])
})

test('only what was made here is shown', () => {
  const values = secretValues(names, { MAIL_API_KEY: 're_123', OPS_TOKEN: '' }, () => good)
  expect(values).toEqual({
    all: { OPS_TOKEN: good, IDENTITY_SECRET: good, MAIL_API_KEY: 're_123' },
    made: ['OPS_TOKEN', 'IDENTITY_SECRET'],
  })
})
