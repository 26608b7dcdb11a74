/** People of the stand-in platform: signing in, the refresh cookie, and the account. */
import {
  authSession,
  done,
  emailInput,
  endedSessions,
  loginInput,
  meChanges,
  newPasswordInput,
  registerInput,
  resetInput,
  tokens,
  user,
  verifyInput,
} from '../../contract/identity.ts'
import { codeInput, offeredProvider } from '../../contract/oauth.ts'
import { pageOf } from '../../contract/operation.ts'
import { passkey } from '../../contract/passkeys.ts'
import type { Reply, Route } from './admin-routes.ts'
import type { Asked } from './admin-server.ts'
import type { World } from './admin-world.ts'

let minted = 0

/** The next tokens: the refresh token in the cookie, as the pages ask for it. */
function signIn(world: World, asked: Asked, status = 200): Reply {
  if (asked.headers['x-prost-session'] !== 'cookie') return 'validation_failed'
  minted += 1
  world.refresh = `refresh-${minted}`
  world.access.push(`access-${minted}`)
  const body = { access_token: `access-${minted}`, token_type: 'Bearer', expires_in: world.accessTtlS, user: world.user }
  return { schema: tokens, body, status, cookie: world.refresh }
}

const cookieOf = ({ headers }: Asked): string | null => /prost_refresh=([^;]+)/.exec(headers.cookie ?? '')?.[1] ?? null
const ok: Reply = { schema: done, body: { status: 'ok' } }
const page = (data: readonly unknown[]) => ({ data, next_cursor: null })

export const peopleRoutes: readonly Route[] = [
  {
    method: 'POST',
    path: /^\/v1\/auth\/login$/,
    open: true,
    reply: (world, asked) => {
      const { email, password } = loginInput.parse(asked.body)
      return email === world.user.email && password === world.password ? signIn(world, asked) : 'invalid_credentials'
    },
  },
  {
    method: 'POST',
    path: /^\/v1\/auth\/register$/,
    open: true,
    reply: (world, asked) => {
      const { email, password, display_name, invitation_token } = registerInput.parse(asked.body)
      if (invitation_token === undefined) return 'registration_closed'
      world.user = { ...world.user, email, display_name, email_verified: false }
      world.password = password
      return signIn(world, asked, 201)
    },
  },
  {
    method: 'POST',
    path: /^\/v1\/auth\/refresh$/,
    open: true,
    reply: (world, asked) => (cookieOf(asked) === world.refresh && world.refresh !== null ? signIn(world, asked) : 'invalid_credentials'),
  },
  {
    method: 'POST',
    path: /^\/v1\/auth\/logout$/,
    reply: (world) => {
      Object.assign(world, { refresh: null, access: [] })
      return { schema: endedSessions, body: { ended: 1 }, cookie: null }
    },
  },
  {
    method: 'POST',
    path: /^\/v1\/auth\/password\/forgot$/,
    open: true,
    reply: (_, asked) => {
      emailInput.parse(asked.body)
      return ok
    },
  },
  {
    method: 'POST',
    path: /^\/v1\/auth\/password\/reset$/,
    open: true,
    reply: (world, asked) => {
      const { token, new_password } = resetInput.parse(asked.body)
      if (token !== 'good') return 'invalid_token'
      world.password = new_password
      return signIn(world, asked)
    },
  },
  {
    method: 'POST',
    path: /^\/v1\/auth\/email\/verify$/,
    open: true,
    reply: (_, asked) => (verifyInput.parse(asked.body).token === 'good' ? ok : 'invalid_token'),
  },
  { method: 'POST', path: /^\/v1\/auth\/email\/resend$/, reply: () => ok },
  {
    method: 'GET',
    path: /^\/v1\/auth\/providers$/,
    open: true,
    reply: ({ providers }) => ({
      schema: pageOf(offeredProvider),
      body: page(providers.map((provider) => ({ provider, start_url: `https://prost.example/v1/auth/oauth/${provider}/start` }))),
    }),
  },
  {
    method: 'POST',
    path: /^\/v1\/auth\/oauth\/token$/,
    open: true,
    reply: (world, asked) => {
      const { code, code_verifier } = codeInput.parse(asked.body)
      return code === 'good' && code_verifier !== undefined ? signIn(world, asked) : 'invalid_token'
    },
  },
  {
    method: 'PATCH',
    path: /^\/v1\/me$/,
    reply: (world, asked) => {
      world.user = { ...world.user, display_name: meChanges.parse(asked.body).display_name ?? world.user.display_name }
      return { schema: user, body: world.user }
    },
  },
  {
    method: 'POST',
    path: /^\/v1\/auth\/password$/,
    reply: (world, asked) => {
      const { current_password, new_password } = newPasswordInput.parse(asked.body)
      if (current_password !== world.password) return 'invalid_credentials'
      world.password = new_password
      return ok
    },
  },
  { method: 'GET', path: /^\/v1\/auth\/sessions$/, reply: ({ sessions }) => ({ schema: pageOf(authSession), body: page(sessions) }) },
  {
    method: 'POST',
    path: /^\/v1\/auth\/sessions\/end-others$/,
    reply: (world) => {
      world.sessions = world.sessions.filter(({ current }) => current)
      return { schema: endedSessions, body: { ended: 2 } }
    },
  },
  {
    method: 'DELETE',
    path: /^\/v1\/auth\/sessions\/([^/]+)$/,
    reply: (world, _, [id]) => {
      world.sessions = world.sessions.filter((each) => each.id !== id)
      return { schema: endedSessions, body: { ended: 1 } }
    },
  },
  { method: 'GET', path: /^\/v1\/auth\/passkeys$/, reply: ({ passkeys }) => ({ schema: pageOf(passkey), body: page(passkeys) }) },
  {
    method: 'DELETE',
    path: /^\/v1\/auth\/passkeys\/([^/]+)$/,
    reply: (world, _, [id]) => {
      const removed = world.passkeys.find((each) => each.id === id)
      world.passkeys = world.passkeys.filter((each) => each.id !== id)
      return removed === undefined ? 'not_found' : { schema: passkey, body: removed }
    },
  },
]
