/** An operator at the started platform's pages. */
import type { ConsoleMessage, Page } from 'playwright-core'
import type { DevJson } from './platform-process.ts'

/** Opens a page of the console as the operator of `dev.json`, through the login. */
export async function signIn(page: Page, { url, admin }: DevJson, path = '/admin'): Promise<void> {
  await page.goto(`${url}${path}`)
  await page.getByLabel('E-mail').fill(admin.email)
  await page.getByLabel('Password').fill(admin.password)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await page.getByRole('link', { name: /^Account: / }).waitFor()
}

/** The browser writes down that nobody was signed in yet when the page asked. */
export const isNobodyYet = (message: ConsoleMessage): boolean =>
  message.location().url.endsWith('/v1/auth/refresh') && message.text().includes('401')
