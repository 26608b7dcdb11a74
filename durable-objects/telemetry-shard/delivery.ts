/**
 * When rows go to the queue, and when again. Lives in memory: after an eviction everything unconfirmed is simply sent
 * again, which is harmless because facts dedupe by id. Pure; times are epoch ms.
 */
import { limits } from './limits.ts'

export type Delivery = {
  /** Rows up to this seq were handed to the queue by this instance. */
  readonly sentUpTo: number
  /** When the oldest thing not yet sent appeared; null when all is sent. */
  readonly waitingSince: number | null
  /** Rows up to `upTo` were sent; if any is still unconfirmed when `due`, it goes again. */
  readonly resend: { readonly upTo: number; readonly due: number; readonly attempt: number } | null
}

/** What a send has to cover: rows in (0, resendUpTo] and (sentUpTo, ∞). */
export type SendPlan = { readonly resendUpTo: number; readonly sentUpTo: number }

export const newDelivery = (waitingSince: number | null): Delivery => ({ sentUpTo: 0, waitingSince, resend: null })

export const noteWaiting = (d: Delivery, now: number): Delivery => (d.waitingSince === null ? { ...d, waitingSince: now } : d)

export const flushDue = (d: Delivery): number | null => (d.waitingSince === null ? null : d.waitingSince + limits.flushDelayMs)

export const deliveryDue = (d: Delivery): number | null => {
  const flush = flushDue(d)
  if (d.resend === null) return flush
  return flush === null ? d.resend.due : Math.min(flush, d.resend.due)
}

/** What to send at `now`, or null when nothing is due. A due resend takes what waits along. */
export const sendPlan = (d: Delivery, now: number): SendPlan | null => {
  const due = deliveryDue(d)
  if (due === null || due > now) return null
  const again = d.resend !== null && d.resend.due <= now
  return { resendUpTo: again && d.resend ? d.resend.upTo : 0, sentUpTo: d.sentUpTo }
}

/** A round of rows up to `seq` is in the queue. */
export const noteSent = (d: Delivery, seq: number): Delivery => ({ ...d, sentUpTo: Math.max(d.sentUpTo, seq) })

/** Everything the plan covered is in the queue. `pending`: rows remain unconfirmed. */
export const noteDrained = (d: Delivery, plan: SendPlan, now: number, pending: boolean): Delivery => {
  const drained = { ...d, waitingSince: null }
  if (!pending) return { ...drained, resend: null }
  if (plan.resendUpTo > 0 && d.resend) return { ...drained, resend: again(d.sentUpTo, now, d.resend.attempt + 1) }
  return d.resend ? drained : { ...drained, resend: again(d.sentUpTo, now, 0) }
}

/** Rows up to `resend.upTo` are all confirmed: what was sent later starts its own wait. */
export const noteConfirmed = (d: Delivery, now: number, oldest: number | null): Delivery => {
  if (!d.resend) return d
  if (oldest === null) return { ...d, resend: null }
  if (oldest <= d.resend.upTo) return d
  return oldest <= d.sentUpTo ? { ...d, resend: again(d.sentUpTo, now, 0) } : { ...d, resend: null }
}

const again = (upTo: number, now: number, attempt: number) => ({
  upTo,
  due: now + Math.min(limits.resendAfterMs * 2 ** attempt, limits.resendMaxMs),
  attempt,
})
