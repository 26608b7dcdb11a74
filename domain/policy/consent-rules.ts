/** Rules about consents: who may answer one, and that what stands on one is refused without it. */
import { assertNever } from '../../contract/assert-never.ts'
import type { ConsentFacts } from './facts.ts'
import { no, ruleFor } from './rule.ts'
import type { Ask, No } from './rule.ts'

/** Answering the same again is answering it once. */
const openTo = {
  'consent.grant': ['requested', 'granted'],
  'consent.deny': ['requested', 'denied'],
  'consent.revoke': ['requested', 'granted', 'revoked'],
} as const satisfies Record<string, readonly ConsentFacts['state'][]>

export const addresseeAnswers = ruleFor('addressee_answers', ['consent.grant', 'consent.deny'], ({ actor, object: { consent } }) =>
  consent === null || consent.to === actor.id ? null : no('not_the_addressee', { consent: consent.id }),
)

export const answerableStill = ruleFor('answerable_still', ['consent.grant', 'consent.deny', 'consent.revoke'], (ask) => {
  const { consent } = ask.object
  if (consent === null) return null
  const states: readonly ConsentFacts['state'][] = openTo[ask.action as keyof typeof openTo]
  if (ask.action === 'consent.grant' && isOver(consent, ask.context.now)) return no('consent_expired', factsOf(consent))
  return states.includes(consent.state) ? null : no('consent_settled', factsOf(consent))
})

const onConsent = ['session.create', 'session.transition', 'room.join', 'chat.send', 'chat.type', 'signal.send', 'media.token'] as const

/** [B7] Asked at every join, every media token and every word between the two: standing means granted, unexpired, unrevoked, of these two. */
export const consentStands = ruleFor('consent_stands', onConsent, (ask) => {
  const purpose = (ask.context.to ?? ask.context.mode)?.policies.consent ?? null
  if (purpose === null) return null
  const { consent } = ask.object
  if (consent === null) return no('consent_missing', { purpose })
  return notStanding(consent, ask.context.now) ?? mismatch(consent, purpose, ask)
})

const isOver = ({ state, expiresAt }: ConsentFacts, now: number): boolean => state === 'expired' || expiresAt <= now

const factsOf = ({ id, state, expiresAt }: ConsentFacts): No['facts'] => ({ consent: id, state, expires_at: expiresAt })

const notStanding = (consent: ConsentFacts, now: number): No | null => {
  const facts = factsOf(consent)
  switch (consent.state) {
    case 'requested':
      return no('consent_pending', facts)
    case 'denied':
      return no('consent_denied', facts)
    case 'revoked':
      return no('consent_revoked', facts)
    case 'expired':
    case 'granted':
      return isOver(consent, now) ? no('consent_expired', facts) : null
    default:
      return assertNever(consent.state)
  }
}

const mismatch = (consent: ConsentFacts, purpose: string, { action, actor, object: { session } }: Ask): No | null => {
  const two: readonly string[] = [consent.from, consent.to]
  // A transition leaves the session it is asked in; what it leads to has the consent's two as its parties.
  const parties = action === 'session.transition' ? two : (session?.parties ?? [])
  const isOfThese =
    consent.purpose === purpose && two.includes(actor.id) && parties.length === 2 && parties.every((one) => two.includes(one))
  return isOfThese ? null : no('consent_mismatch', { consent: consent.id, purpose: consent.purpose, needs: purpose })
}
