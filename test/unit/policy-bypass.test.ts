/**
 * [B7] Generated: every way into a private call, to its media and its frames, for every actor, session state and consent. Allowed is only
 * what a sentence allows: an active session of two, asked by one of them who is free, on their own consent that stands.
 */
import { expect, test } from 'vitest'
import type { PolicyAction } from '../../contract/policy.ts'
import { decide } from '../../domain/policy/decide.ts'
import type { ConsentFacts, PolicyObject, SessionFacts, UserActor } from '../../domain/policy/facts.ts'
import { goodAsk, granted, me, member, mode, now, other, stranger } from '../support/policy-asks.ts'

type Case<T> = { readonly name: string; readonly value: T; readonly good: boolean }
const of = <T>(name: string, value: T, good = false): Case<T> => ({ name, value, good })

const laid = (kind: 'ban' | 'quarantine' | 'kick') => ({ kind, action_id: 'a-1', session_id: null, expires_at: null })

const actors: readonly Case<UserActor>[] = [
  of('one of the two', member, true),
  of('the other of the two', { ...member, id: other }, true),
  of('a new one of the two', { ...member, tier: 'new' as const }, true),
  of('a stranger', { ...member, id: stranger }),
  of('a trusted stranger', { ...member, id: stranger, tier: 'trusted' as const }),
  ...(['ban', 'quarantine', 'kick'] as const).map((kind) => of(`one of the two under ${kind}`, { ...member, restrictions: [laid(kind)] })),
]

const states: readonly Case<SessionFacts['state']>[] = [
  of('active', 'active', true),
  ...(['creating', 'ending', 'ended', 'failed'] as const).map((state) => of(state, state)),
]

const consents: readonly Case<ConsentFacts | null>[] = [
  of('granted', granted, true),
  of('granted the other way', { ...granted, from: me, to: other }, true),
  of('none', null),
  ...(['requested', 'denied', 'expired', 'revoked'] as const).map((state) => of(state, { ...granted, state })),
  of('granted and over', { ...granted, expiresAt: now }),
  of('granted with a stranger', { ...granted, from: stranger }),
  of('granted to a stranger', { ...granted, to: stranger }),
  of('granted for something else', { ...granted, purpose: 'recording' }),
]

const ways: readonly PolicyAction[] = ['room.join', 'media.token', 'signal.send', 'chat.send', 'chat.type']

test.each(ways)('[B7] %s: nobody without a standing consent, everybody with one', (action) => {
  const { object, context } = goodAsk('media.token')
  const peerOf = (actor: UserActor) => ({ id: actor.id === me ? other : me, isMember: true, isBlocked: false, restrictions: [] })
  let allowed = 0
  for (const actor of actors)
    for (const state of states)
      for (const consent of consents) {
        const session = object.session === null ? null : { ...object.session, state: state.value, isMember: true }
        const asked = { session, person: peerOf(actor.value), consent: consent.value }
        const decision = decide(actor.value, action, asked, context)
        const good = actor.good && state.good && consent.good
        expect(decision.allow, `${actor.name}, ${state.name}, ${consent.name}: ${JSON.stringify(decision)}`).toBe(good)
        allowed += Number(decision.allow)
      }
  expect(allowed).toBe(6)
})

test('[B7] a private call is not opened without a consent either', () => {
  const { context } = goodAsk('media.token')
  const wanted = {
    id: 's-new',
    state: 'creating',
    audience: 'private',
    owner: me,
    parties: [me, other],
    isMember: false,
    members: 0,
  } as const
  for (const { name, value, good } of consents) {
    const decision = decide(member, 'session.create', { session: wanted, person: null, consent: value }, context)
    expect(decision.allow, name).toBe(good)
  }
})

test('[B7] either of the two ends their call; nobody else does, and a guest does not end a party', () => {
  const { object, context } = goodAsk('media.token')
  const party = goodAsk('session.end')
  const ends = (id: UserActor['id'], asked: PolicyObject = { ...object, person: null }, where = context): boolean =>
    decide({ ...member, id }, 'session.end', asked, where).allow
  expect([ends(me), ends(other), ends(stranger)]).toEqual([true, true, false])
  expect([ends(me, party.object, party.context), ends(other, party.object, party.context)]).toEqual([true, false])
})

test('[B7] a guest leads nobody else on: a party goes on where its owner takes it, and two of it into their call', () => {
  const call = goodAsk('session.transition')
  const leads = (id: UserActor['id'], to: string): boolean =>
    decide({ ...member, id }, 'session.transition', { ...call.object, person: null, consent: null }, { ...call.context, to: mode(to) })
      .allow
  expect([leads(me, 'broadcast'), leads(other, 'broadcast')]).toEqual([true, false])
  const peerOfOther = { id: me, isMember: true, isBlocked: false, restrictions: [] }
  const moves = decide({ ...member, id: other }, 'session.transition', { ...call.object, person: peerOfOther }, call.context)
  expect(moves.allow).toBe(true)
})
