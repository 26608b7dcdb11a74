/**
 * The code that a finished sign-in leaves at the page, and what it is exchanged for. Works once, for a minute, and only for whoever began:
 * the page that knows the PKCE verifier, or on the platform's own pages the browser that holds a cookie.
 */
import { randomBytes, timingSafeEqual } from 'node:crypto'
import type { Context } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import * as z from 'zod'
import type { Failure, Result } from '../../../contract/errors.ts'
import type { UserId } from '../../../contract/ids.ts'
import { digestSecret, hashSecret } from '../../../domain/credentials/secret-digest.ts'
import { challengeOf, codeMs } from '../../../domain/oauth/flow.ts'
import type { Flow } from '../../../domain/oauth/flow.ts'
import { People } from '../../../storage/kernel/people.ts'
import { keepStep, takeStep } from '../../../storage/kernel/sign-in-steps.ts'
import type { ApiEnv } from '../bindings.ts'
import type { GatewayDeps } from '../deps.ts'
import { flowCookie } from './flow-cookie.ts'
import { pageFault } from '../access/page-origin.ts'
import { issuerOf } from '../../shared/settings.ts'
import { signIn, signInRefused } from './sign-in.ts'
import type { SignedIn } from './sign-in.ts'

const browserCookie = 'prost_code'

const badCode: Failure = { code: 'invalid_token', detail: 'The code is not valid any more, or is another page’s; begin again.' }

/** `code_challenge` or `browser` (a digest): what whoever uses the code must know. */
const held = z.object({ code_challenge: z.string().optional(), browser: z.string().optional() })

const newSecret = (): string => randomBytes(32).toString('base64url')

export const issueCode = async (c: Context<ApiEnv>, deps: GatewayDeps, flow: Flow, user: UserId): Promise<string> => {
  const secret = newSecret()
  const now = deps.now()
  const data = flow.code_challenge === undefined ? boundToBrowser(c, flow) : { code_challenge: flow.code_challenge }
  await keepStep(c.env.KERNEL_DB, { purpose: 'oauth_code', secret, app: flow.app_id, user, data, expiresAt: now + codeMs }, now)
  return secret
}

/** Pages of the platform need not keep a verifier: the cookie comes with their call. Others have no cookie of ours. */
const boundToBrowser = (c: Context<ApiEnv>, flow: Flow): { readonly browser?: string } => {
  if (new URL(flow.redirect_to).origin !== new URL(issuerOf(c.env, c.req.url)).origin) return {}
  const { name, attributes } = flowCookie(c, browserCookie)
  const browser = newSecret()
  setCookie(c, name, browser, { ...attributes, maxAge: codeMs / 1_000 })
  return { browser: hashSecret(browser) }
}

type Presented = { readonly code: string; readonly code_verifier?: string | undefined }

/** Taken whatever comes of it: whoever guesses at the verifier has one guess. */
export const exchangeCode = async (c: Context<ApiEnv>, deps: GatewayDeps, presented: Presented): Promise<Result<SignedIn>> => {
  const taken = await takeStep(c.env.KERNEL_DB, { purpose: 'oauth_code', secret: presented.code }, held, deps.now())
  if (taken === null || taken.user_id === null || !knows(c, taken.data, presented)) return { ok: false, error: badCode }
  if ((await deps.authority.app(taken.app_id, c.env)) === null) return { ok: false, error: badCode }
  const fault = await pageFault(c, deps, taken.app_id)
  if (fault !== null) return { ok: false, error: fault }
  const user = await new People(c.env.KERNEL_DB, taken.app_id).find(taken.user_id)
  return user === null ? { ok: false, error: signInRefused } : signIn(c, deps, { app: taken.app_id, user, method: 'oauth' })
}

const knows = (c: Context<ApiEnv>, { code_challenge, browser }: z.infer<typeof held>, { code_verifier }: Presented): boolean => {
  if (code_challenge !== undefined) return code_verifier !== undefined && same(code_challenge, challengeOf(code_verifier))
  if (browser === undefined) return true
  const { name, attributes } = flowCookie(c, browserCookie)
  const cookie = getCookie(c, name)
  deleteCookie(c, name, attributes)
  return cookie !== undefined && same(browser, hashSecret(cookie))
}

const same = (left: string, right: string): boolean => timingSafeEqual(digestSecret(left), digestSecret(right))
