/** The mailbox of development: what would have been sent, with links to follow. Elsewhere there is no such route. */
import { Hono } from 'hono'
import type { Context } from 'hono'
import { accepts } from 'hono/accepts'
import { html } from 'hono/html'
import type { ShownMail } from '../../../contract/identity.ts'
import { newestMails } from '../../../storage/kernel/mails.ts'
import type { QueuedMail } from '../../../storage/kernel/mails.ts'
import { problem } from '../../shared/problem.ts'
import type { ApiEnv } from '../bindings.ts'
import { isDevelopment, masterSecret } from '../../shared/settings.ts'
import { nothingHere, reply } from '../../shared/http/reply.ts'

const shown = 100

const pageHeaders = {
  'Content-Security-Policy': `default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  'Content-Type': 'text/html; charset=utf-8',
  'Cache-Control': 'no-store',
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
} as const

export const devMailRoutes = (): Hono<ApiEnv> =>
  new Hono<ApiEnv>().get('/dev/mail', async (c) => {
    if (!isDevelopment(c.env)) return problem(c, nothingHere)
    const mails = (await newestMails(c.env.KERNEL_DB, masterSecret(c.env), shown)).map(asShown)
    return prefersPage(c) ? c.body(String(await page(mails)), 200, pageHeaders) : reply(c, { data: mails, next_cursor: null })
  })

const prefersPage = (c: Context<ApiEnv>): boolean =>
  accepts(c, { header: 'Accept', supports: ['application/json', 'text/html'], default: 'application/json' }) === 'text/html'

const linkPattern = /https?:\/\/\S+/g

const asShown = ({ id, to, subject, text, createdAt }: QueuedMail): ShownMail => ({
  id,
  to,
  subject,
  text,
  links: text.match(linkPattern) ?? [],
  created_at: new Date(createdAt).toISOString(),
})

/** `html` escapes what is put into it. */
const page = (mails: readonly ShownMail[]) =>
  html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width" />
        <title>Mailbox of development</title>
      </head>
      <body>
        <h1>Mailbox of development</h1>
        ${mails.length === 0 ? html`<p>No mail yet.</p>` : mails.map(article)}
      </body>
    </html>`

const article = ({ to, subject, text, links, created_at }: ShownMail) =>
  html`<article>
    <h2>${subject}</h2>
    <p>To ${to}, <time datetime="${created_at}">${created_at}</time></p>
    <pre>${text}</pre>
    ${links.map((link) => html`<p><a href="${link}">${link}</a></p>`)}
    <hr />
  </article>`
