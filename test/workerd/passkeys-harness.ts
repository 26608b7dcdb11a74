/** What the passkey tests share: an app with a page, the two calls of each ceremony, and a person with a passkey. */
import { tokens } from '../../contract/identity.ts'
import { passkey } from '../../contract/passkeys.ts'
import type { Passkey } from '../../contract/passkeys.ts'
import { Authenticator } from '../support/authenticator.ts'
import type { CreationOptions, Made, RequestOptions, Used } from '../support/authenticator.ts'
import { makeUser, signIn } from '../support/people.ts'
import type { TestPerson } from '../support/people.ts'
import { seedApp } from '../support/seed.ts'
import type { SeededApp } from '../support/seed.ts'
import { call } from './gateway-harness.ts'

export const page = 'https://app.example.com'
export const otherPage = 'https://shop.example.com'
export type Headers = Record<string, string>

export const makeApp = (): Promise<SeededApp> => seedApp({ name: 'Lobby', origins: [page, otherPage] })
/** As a page of the app calls: the public half of the key, and what the browser adds. */
export const from = (app: SeededApp, origin = page): Headers => ({ 'X-Prost-App-Key': app.key, Origin: origin })

const base = '/v1/auth/passkeys'
export const post = (step: string, headers: Headers, json?: unknown): Promise<Response> =>
  call('POST', `${base}/${step}`, { headers, ...(json === undefined ? {} : { json }) })

export const creation = async (answer: Response): Promise<CreationOptions> => {
  const { options } = await answer.json<{ options: CreationOptions }>()
  return options
}
export const request = async (answer: Response): Promise<RequestOptions> => {
  const { options } = await answer.json<{ options: RequestOptions }>()
  return options
}

export type Holder = { readonly app: SeededApp; readonly person: TestPerson; readonly auth: Headers; readonly authenticator: Authenticator }

/** Adds a passkey to whoever `auth` is. */
export const addPasskey = async (auth: Headers, authenticator: Authenticator, name = 'Laptop', origin = page): Promise<Passkey> => {
  const headers = { ...auth, Origin: origin }
  const credential = await authenticator.create(await creation(await post('registration/start', headers)), origin)
  return passkey.parse(await (await post('registration/finish', headers, { credential, name })).json())
}

/** A user of a new app whose account only a passkey opens. */
export const makeHolder = async (synchronised = false): Promise<Holder> => {
  const app = await makeApp()
  const person = await makeUser(app.app.app_id)
  const { auth } = await signIn(person)
  const authenticator = new Authenticator({ synchronised })
  await addPasskey(auth, authenticator)
  return { app, person, auth, authenticator }
}

export const startLogin = async ({ app }: Pick<Holder, 'app'>, origin = page): Promise<RequestOptions> =>
  request(await post('login/start', from(app, origin)))

export const finishLogin = ({ app }: Pick<Holder, 'app'>, credential: Used | Made, origin = page): Promise<Response> =>
  post('login/finish', from(app, origin), { credential })

export const login = async (holder: Holder, origin = page): Promise<Response> =>
  finishLogin(holder, await holder.authenticator.use(await startLogin(holder, origin), origin), origin)

export const tokensOf = async (answer: Response) => tokens.parse(await answer.json())

/** For answers of calls at once, whose order says nothing. */
export const statuses = (answers: readonly Response[]): number[] =>
  answers.map(({ status }) => status).toSorted((left, right) => left - right)
