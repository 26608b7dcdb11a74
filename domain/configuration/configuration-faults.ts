/**
 * Why a deployment must not serve: development secrets, secrets too short to be one, mails that stay in the development mailbox. Pure; who
 * asks decides what to do about it. Names settings, never their values. What may be wrong in the kernel is `development-traces.ts`'s.
 */

/** Every secret that `npm start` makes begins with it, so that one carried into production is known. */
export const developmentPrefix = 'dev_'

const shortest = 32

export type Configuration = {
  readonly ENVIRONMENT: string
  readonly OPS_TOKEN: string
  readonly IDENTITY_SECRET: string
  readonly MAIL_API_KEY: string
  readonly MAIL_API_URL: string
}

/** Empty when it may serve. Development may do anything. */
export const configurationFaults = (configuration: Configuration): string[] => {
  if (configuration.ENVIRONMENT === 'development') return []
  return [
    ...(configuration.ENVIRONMENT === 'production' ? [] : ['ENVIRONMENT is neither production nor development']),
    ...secretFaults('OPS_TOKEN', configuration.OPS_TOKEN),
    ...secretFaults('IDENTITY_SECRET', configuration.IDENTITY_SECRET),
    ...mailFaults(configuration),
  ]
}

/** Of a secret that the platform's own are made with. Bindings may be missing whatever their types say. */
export const secretFaults = (name: string, value: string | undefined): string[] => {
  if (value === undefined || value.length < shortest) return [`${name} is missing or shorter than ${shortest} characters`]
  return developmentFaults(name, value)
}

export const developmentFaults = (name: string, value: string): string[] =>
  value.startsWith(developmentPrefix) ? [`${name} is a development secret`] : []

const mailFaults = ({ MAIL_API_KEY, MAIL_API_URL }: Partial<Configuration>): string[] => [
  ...(MAIL_API_KEY === undefined || MAIL_API_KEY === ''
    ? ['MAIL_API_KEY is not set: mails would stay in the development mailbox']
    : developmentFaults('MAIL_API_KEY', MAIL_API_KEY)),
  ...(MAIL_API_URL?.startsWith('https://') === true ? [] : ['MAIL_API_URL does not begin with https://']),
]
