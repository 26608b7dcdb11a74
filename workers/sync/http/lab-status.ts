/**
 * `POST /v1/lab/status`. Whose report it is says the body, and nothing of that is believed before the channel's object has verified the
 * signature: this Worker holds no secret. An unknown channel and a wrong signature are answered alike.
 */
import type { Context } from 'hono'
import * as z from 'zod'
import type { ChannelSetup, ReportAnswer, SignedReport } from '../../../contract/channel.ts'
import type { Failure } from '../../../contract/errors.ts'
import { labReportBytes } from '../../../contract/lab.ts'
import { networkOf } from '../../../domain/limits/address.ts'
import { problem } from '../../shared/problem.ts'
import { checkRate } from '../../shared/rate-limit.ts'
import { rateHeaders, rateLimited } from '../../shared/rate-limit-headers.ts'
import { objectOf } from '../channel-directory.ts'
import type { SyncDeps, SyncHono } from '../sync-env.ts'
import { parsedBody, textBody } from './body.ts'
import { unavailable } from './document.ts'

const rules = { limitBytes: labReportBytes, types: ['application/json'] } as const

/** Per address and minute: many times what a LAB sends, with a report for each part of a segment. */
const reportsPerMinute = 1_200

const badSignature: Failure = { code: 'invalid_signature', detail: 'The channel is unknown, or its secrets did not sign this just now.' }
const challenge = { 'WWW-Authenticate': 'StandardWebhooks realm="prost-lab"' } as const

const addressed = z.object({ channel_id: z.string() })

export const labStatus = ({ directory, limiter, now }: SyncDeps) => {
  return async (c: Context<SyncHono>): Promise<Response> => {
    const network = networkOf(c.req.header('CF-Connecting-IP'))
    const limit = { name: 'lab', key: network ?? '', limit: reportsPerMinute, periodMs: 60_000 } as const
    const decision = network === null ? null : checkRate(limiter, limit, now())
    if (decision?.ok === false) return problem(c, rateLimited(decision.retryAfterMs), rateHeaders([decision]))
    const text = await textBody(c.req.raw, rules)
    if (!text.ok) return problem(c, text.error)
    const body = parsedBody(text.value)
    if (!body.ok) return problem(c, body.error)
    const report = signedReport(c.req.raw.headers, text.value)
    const to = addressed.safeParse(body.value)
    if (report === null || !to.success) return refused(c)
    return deliver(c, report, () => directory.find(c.env.KERNEL_DB, to.data.channel_id))
  }
}

const refused = (c: Context<SyncHono>): Response => problem(c, badSignature, challenge)

/** Null when a header is missing: nobody signed it. */
const signedReport = (headers: Headers, body: string): SignedReport | null => {
  const [id, timestamp, signature] = ['webhook-id', 'webhook-timestamp', 'webhook-signature'].map((name) => headers.get(name))
  return id && timestamp && signature ? { id, timestamp, signature, body } : null
}

const deliver = async (c: Context<SyncHono>, report: SignedReport, find: () => Promise<ChannelSetup | null>): Promise<Response> => {
  let answer: ReportAnswer
  try {
    const setup = await find()
    if (setup === null) return refused(c)
    answer = await objectOf(c.env, setup).report(setup, report)
  } catch (cause) {
    return unavailable(c, cause)
  }
  if (answer.ok) return c.json({ applied: answer.applied })
  if (answer.code === 'invalid_signature') return refused(c)
  return problem(c, { code: 'validation_failed', detail: 'The report does not have the right shape.', errors: answer.errors })
}
