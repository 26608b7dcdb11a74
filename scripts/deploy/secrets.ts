/** Where a deployment's secrets come from, and which it must not carry into production. Pure; values never go into a message. */
import { developmentFaults, secretFaults } from '../../domain/configuration/configuration-faults.ts'
import { secrets } from './plan.ts'

/** By name, as the environment of the deployment has them. */
export type Given = Readonly<Record<string, string | undefined>>

/** Why it must not even begin: what it was given is of a machine at home, or too short to be a secret. */
export const givenFaults = (given: Given): string[] =>
  secrets.flatMap(({ name, made }) => {
    const value = given[name]
    if (value === undefined || value === '') return []
    return made ? secretFaults(name, value) : developmentFaults(name, value)
  })

/** What is neither set in the account nor given, and can not be made. */
export const absentFaults = (missing: readonly string[], given: Given): string[] =>
  secrets
    .filter(({ name, made }) => !made && missing.includes(name) && !given[name])
    .map(({ name }) => `${name} is not set: give it in the environment of this command`)

export type SecretValues = { readonly all: Readonly<Record<string, string>>; readonly made: readonly string[] }

/** The values of what is missing, and which of them were drawn here and so are known to nobody yet. */
export const secretValues = (missing: readonly string[], given: Given, draw: () => string): SecretValues => ({
  all: Object.fromEntries(missing.map((name) => [name, given[name] || draw()])),
  made: missing.filter((name) => !given[name]),
})
