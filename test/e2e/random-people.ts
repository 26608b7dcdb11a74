/** People at the page of random video chat, in browsers with a camera, before the started platform. */
import { randomUUID } from 'node:crypto'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import * as z from 'zod'
import { reviewedReport } from '../../contract/moderation.ts'
import type { ReportState, ReviewedReport } from '../../contract/moderation.ts'
import { pageOf } from '../../contract/operation.ts'
import type { DevJson } from './platform-process.ts'
import { authOf } from './platform-process.ts'
import { newPerson } from './private-call-people.ts'

type User = DevJson['users'][number]

/** Signs in at the page. */
export async function enter(page: Page, path: string, { email, password }: User): Promise<void> {
  await page.goto(path)
  await page.getByLabel('E-mail').fill(email)
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
}

/** Camera and microphone are checked, and nobody is looked for yet. */
export async function toRandom(
  browser: Browser,
  dev: DevJson,
  user: User,
  path: string,
): Promise<{ readonly context: BrowserContext; readonly page: Page }> {
  const context = await newPerson(browser, dev)
  const page = await context.newPage()
  await enter(page, path, user)
  await page.getByRole('button', { name: 'Check camera and microphone' }).click()
  await page.getByRole('button', { name: 'Start', exact: true }).waitFor()
  return { context, page }
}

export const startLooking = (page: Page): Promise<void> => page.getByRole('button', { name: 'Start', exact: true }).click()

/** Out of the queue, and of the call: who is still in one would be put back into it by the next page. */
export async function goAway(page: Page): Promise<void> {
  const stop = page.getByRole('button', { name: 'Stop', exact: true })
  if (!(await stop.isVisible())) return
  await stop.click()
  await stop.waitFor({ state: 'detached' })
}

/** Where the page is: `waiting`, `together`, …; null before the start. */
export const stageOf = (page: Page): Promise<string | null> => page.locator('.match').getAttribute('data-match', { timeout: 1_000 })

/** New people of the demo app. */
export const moreUsers = ({ url, app }: DevJson, count: number): Promise<readonly User[]> =>
  Promise.all(
    Array.from({ length: count }, async (_, i) => {
      const user = { email: `guest-${i}-${randomUUID()}@example.com`, password: `a long walk ${randomUUID()}` }
      const body = JSON.stringify({ ...user, display_name: `Guest ${i + 1}` })
      const headers = { 'Content-Type': 'application/json', 'X-Prost-App-Key': app.key }
      const answer = await fetch(`${url}/v1/auth/register`, { method: 'POST', headers, body })
      if (answer.status !== 201 && answer.status !== 200) throw new Error(`no new person: ${answer.status} ${await answer.text()}`)
      return user
    }),
  )

/** A person of the demo app. */
export async function idOf({ url, app }: DevJson, { email, password }: User): Promise<string> {
  const headers = { 'Content-Type': 'application/json', 'X-Prost-App-Key': app.key }
  const answer = await fetch(`${url}/v1/auth/login`, { method: 'POST', headers, body: JSON.stringify({ email, password }) })
  return z.object({ user: z.object({ id: z.string() }) }).parse(await answer.json()).user.id
}

/** What moderators have of a session. */
export async function reportsIn({ url, app }: DevJson, session: string, state: ReportState = 'open'): Promise<readonly ReviewedReport[]> {
  const answer = await fetch(`${url}/v1/moderation/reports?${new URLSearchParams({ state, limit: '200' })}`, { headers: authOf(app) })
  return pageOf(reviewedReport)
    .parse(await answer.json())
    .data.filter(({ session_id }) => session_id === session)
}

/** Settings of the demo app, set by its administrator. */
export async function changeApp({ url, app, admin }: DevJson, change: Readonly<Record<string, unknown>>): Promise<void> {
  const headers = { 'Content-Type': 'application/json' }
  const login = await fetch(`${url}/v1/auth/login`, { method: 'POST', headers, body: JSON.stringify(admin) })
  const { access_token: token } = z.object({ access_token: z.string() }).parse(await login.json())
  const changed = await fetch(`${url}/v1/apps/${app.app_id}`, {
    method: 'PATCH',
    headers: { ...headers, Authorization: `Bearer ${token}` },
    body: JSON.stringify(change),
  })
  if (!changed.ok) throw new Error(`the app was not changed: ${changed.status} ${await changed.text()}`)
}

/** Signing in as often as a test does: what is under test is not the limit. */
export const allowSignIns = (dev: DevJson): Promise<void> => changeApp(dev, { limits: { sign_in_per_min: 1_000 } })
